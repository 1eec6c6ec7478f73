package io.stipend.deploy.sections;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.policy.LimitPolicy;
import java.util.Map;

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

    /** The policy that says so. */
    public LimitPolicy policy() {
        return LimitPolicy.perKind(
                Map.of(AccountId.Kind.USER, user, AccountId.Kind.SWARM, swarm, AccountId.Kind.POOL, pool));
    }
}
