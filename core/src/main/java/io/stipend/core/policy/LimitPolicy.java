package io.stipend.core.policy;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says what each account may use. Asked on every reserve, for every account of the path, on the caller's thread: it must
 * be thread safe and quick, and should return the same instance for the same terms.
 *
 * <p>A swarm whose terms limit nothing is not put on the path.
 */
@FunctionalInterface
public interface LimitPolicy {

    /** 10,000 credits for a user, for good; swarms and pools unlimited. */
    LimitPolicy DEFAULT = perKind(Map.of(AccountId.Kind.USER, AccountTerms.credits(Credits.of(10_000))));

    /**
     * The terms of an account.
     *
     * @throws RuntimeException when they cannot be had; the reserve then fails with it, and nothing is held
     */
    AccountTerms termsOf(AccountId account);

    /**
     * Which tier each user has, if users have tiers: a user's tier then takes the place of {@link #termsOf} for the
     * user's account. Asked once, when a manager is made.
     */
    default Optional<TierResolver> tiers() {
        return Optional.empty();
    }

    /**
     * Tiers for users, and another policy for swarms and pools.
     *
     * @param tiers which tier a user has; an exception of its own becomes a {@code TierResolver.UnavailableException}
     * @param others what swarms and pools may use
     */
    static LimitPolicy tiered(TierResolver tiers, LimitPolicy others) {
        return new TieredLimits(Checks.present(tiers, "tier resolver"), Checks.present(others, "limit policy"));
    }

    /** The same terms for every account of a kind; kinds not in the map are unlimited. */
    static LimitPolicy perKind(Map<AccountId.Kind, AccountTerms> terms) {
        Map<AccountId.Kind, AccountTerms> byKind = new EnumMap<>(AccountId.Kind.class);
        byKind.putAll(Checks.present(terms, "terms"));
        return account -> {
            AccountTerms found = byKind.get(account.kind());
            return found == null ? AccountTerms.UNLIMITED : found;
        };
    }

    /**
     * Tries another policy beside the one in force. A {@link io.stipend.core.spi.ForecasterPlugin} that can do so is one of these, too, and is
     * asked where {@code shadow.file} names a policy.
     */
    interface Shadowing {

        /**
         * A store around another one, which tells what the policy would have refused.
         *
         * @param policy to try
         * @param store of the accounts; closed together with what is made of it
         * @param meters where its numbers are shown
         */
        StoreAdapter shadow(LimitPolicy policy, StoreAdapter store, BlockPlugin.Meters meters);
    }
}
