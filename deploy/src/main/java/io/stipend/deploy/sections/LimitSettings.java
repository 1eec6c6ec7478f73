package io.stipend.deploy.sections;

import io.stipend.config.Key;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.deploy.settings.CheckedSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What accounts may use.
 *
 * @param user what each user may use who has no tier
 * @param swarm what each swarm may use; one that is limited in nothing is not put on the path
 * @param pool what each pool may use, but for the windows of a tier
 */
public record LimitSettings(AccountTerms user, AccountTerms swarm, AccountTerms pool) {

    /** 10,000 credits for a user, for good; swarms and pools unlimited. */
    public static final LimitSettings DEFAULT =
            new LimitSettings(AccountTerms.credits(Credits.of(10_000)), AccountTerms.UNLIMITED, AccountTerms.UNLIMITED);

    private static final Set<Resource> ALL = Set.of(Resource.values());
    private static final TermsKeys USER = TermsKeys.of("limits.user", "a user without a tier", DEFAULT.user(), ALL);
    private static final TermsKeys SWARM = TermsKeys.of("limits.swarm", "a swarm", DEFAULT.swarm(), ALL);
    private static final TermsKeys POOL = TermsKeys.of("limits.pool", "a pool", DEFAULT.pool(), ALL);

    /** Their keys. */
    public static List<Key<?>> keys() {
        return Stream.of(USER, SWARM, POOL)
                .<Key<?>>flatMap(keys -> keys.keys().stream())
                .toList();
    }

    /** What was given. */
    public static LimitSettings read(CheckedSettings reading) {
        return new LimitSettings(USER.read(reading), SWARM.read(reading), POOL.read(reading));
    }

    /** The policy that says so. */
    public LimitPolicy policy() {
        return LimitPolicy.perKind(
                Map.of(AccountId.Kind.USER, user, AccountId.Kind.SWARM, swarm, AccountId.Kind.POOL, pool));
    }
}
