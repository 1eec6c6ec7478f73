package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierTable;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetPlanTest {

    private static final AccountTerms ONE = AccountTerms.credits(Credits.of(1));
    private static final LimitPolicy USERS = LimitPolicy.perKind(Map.of(AccountId.Kind.USER, ONE));

    @Test
    void sessionsAreDealtByTheirNumberUnlessTheLogNamesWhoPays() {
        Trace trace = Logs.of("0,,a,,0,0,,\n1,,b,,0,0,,\n2,ada,c,,0,0,,\n3,,d,,0,0,,\n4,,a,,0,0,,\n");

        assertThat(trace.requests().stream().map(Logs.plan(USERS, 0)::userOf))
                .containsExactly("user-1", "user-2", "ada", "user-1", "user-1");
    }

    @Test
    void sessionsHaveAnAccountOnlyIfTheyAreLimited() {
        assertThat(path(USERS)).containsOnlyKeys(AccountId.user("ada"));
        assertThat(path(LimitPolicy.perKind(Map.of(AccountId.Kind.USER, ONE, AccountId.Kind.SWARM, ONE))))
                .containsOnlyKeys(AccountId.user("ada"), AccountId.swarm("s"));
    }

    @Test
    void theWindowsOfATierAreOnThePath() {
        LimitPeriod day = LimitPeriod.daily(ZoneOffset.UTC);
        Tier tier = Tier.builder("pro")
                .terms(ONE)
                .window("daily", Limits.credits(Credits.of("0.1")), day)
                .build();
        LimitPolicy tiered =
                LimitPolicy.tiered(new TierTable(TierTable.contents(tier).build()), LimitPolicy.DEFAULT);

        Map<AccountId, AccountTerms> path = path(tiered);

        assertThat(path.keySet()).extracting(AccountId::toString).containsExactly("user:ada", "pool:window:daily:ada");
        assertThat(path.values()).extracting(AccountTerms::period).containsExactly(LimitPeriod.NEVER, day);
    }

    private static Map<AccountId, AccountTerms> path(LimitPolicy limits) {
        return new TriedPolicy("tried", limits, ManagerConfig.DEFAULT, "", "").path("default", "ada", "s");
    }
}
