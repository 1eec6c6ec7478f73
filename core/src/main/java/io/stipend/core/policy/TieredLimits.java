package io.stipend.core.policy;

import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.spi.check.Checks;
import java.util.Optional;

/** Users by their tiers, swarms and pools by another policy. As thread safe as both. */
final class TieredLimits implements LimitPolicy {

    private final TierResolver tiers;
    private final LimitPolicy others;

    TieredLimits(TierResolver tiers, LimitPolicy others) {
        this.tiers = (tenant, userId) -> tierOf(tiers, tenant, userId);
        this.others = others;
    }

    @Override
    public AccountTerms termsOf(AccountId account) {
        return account.kind() == AccountId.Kind.USER
                ? tiers.tierOf(account.tenant(), account.name()).terms()
                : others.termsOf(account);
    }

    @Override
    public Optional<TierResolver> tiers() {
        return Optional.of(tiers);
    }

    /** The tier, whatever a resolver of somebody else's making does. */
    private static Tier tierOf(TierResolver resolver, String tenant, String userId) {
        Tier tier;
        try {
            tier = resolver.tierOf(tenant, userId);
        } catch (StipendException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TierResolver.UnavailableException(
                    "the tier of user " + Checks.shown(userId) + " cannot be had; the cause says why. Try again later",
                    e);
        }
        if (tier == null) {
            throw new TierResolver.UnavailableException("the tier resolver has no tier for user " + Checks.shown(userId)
                    + "; let it return a tier for everybody");
        }
        return tier;
    }
}
