package io.stipend.cli.replay.engine;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import io.stipend.deploy.StipendConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The policy that a replay tries. Immutable, as thread safe as its limits.
 *
 * @param name what to call it, such as the name of its file
 * @param limits what each account may use; the same for the whole replay
 * @param manager how the manager judges
 * @param inWords the limits, for the report
 * @param perUser what each user has, such as {@code 3 credits}; empty if that differs
 */
public record TriedPolicy(String name, LimitPolicy limits, ManagerConfig manager, String inWords, String perUser) {

    /** The policy of a configuration. */
    public static TriedPolicy of(String name, StipendConfig config, String inWords, String perUser) {
        LimitPolicy plain = config.limits().policy();
        LimitPolicy limits = config.tiers()
                .contents()
                .map(contents -> LimitPolicy.tiered(new TierTable(contents), plain))
                .orElse(plain);
        return new TriedPolicy(name, limits, config.manager(), inWords, perUser);
    }

    /**
     * The accounts that a user's request is charged to, and the terms of each, in the order in which they are checked. The
     * session's account is on it only if sessions are limited.
     */
    public Map<AccountId, AccountTerms> path(String tenant, String user, String session) {
        Map<AccountId, AccountTerms> path = new LinkedHashMap<>();
        AccountId account = new AccountId(tenant, AccountId.Kind.USER, user);
        path.put(account, limits.termsOf(account));
        for (Tier.Window window : windows(tenant, user)) {
            path.put(window.accountOf(tenant, user), window.terms());
        }
        AccountId swarm = new AccountId(tenant, AccountId.Kind.SWARM, session);
        AccountTerms ofSwarm = limits.termsOf(swarm);
        if (ofSwarm.limits().limitAnything()) {
            path.put(swarm, ofSwarm);
        }
        return path;
    }

    private List<Tier.Window> windows(String tenant, String user) {
        return limits.tiers().map(tiers -> tiers.tierOf(tenant, user).windows()).orElseGet(ArrayList::new);
    }
}
