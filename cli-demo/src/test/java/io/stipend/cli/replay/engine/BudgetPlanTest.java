package io.stipend.cli.replay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.foresight.price.ModelUsage;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetPlanTest {

    @ParameterizedTest
    @CsvSource({"0, user-1", "1, user-2", "2, user-3", "3, user-1", "7372, user-2"})
    void sessionsAreDealtByTheirNumber(int session, String user) {
        assertThat(plan(null).userOf(request(session, null))).isEqualTo(user);
    }

    @Test
    void userOfTheLogPaysHimself() {
        assertThat(plan(null).userOf(request(5, "ada"))).isEqualTo("ada");
    }

    @Test
    void sessionsHaveALimitOnlyIfGiven() {
        assertThat(plan(null)
                        .limits()
                        .policy()
                        .termsOf(AccountId.swarm("s"))
                        .limits()
                        .limitAnything())
                .isFalse();
        assertThat(plan(Credits.of(2))
                        .limits()
                        .policy()
                        .termsOf(AccountId.swarm("s"))
                        .limits()
                        .get(Resource.CREDITS))
                .isEqualTo(200_000_000);
        assertThat(plan(null)
                        .limits()
                        .policy()
                        .termsOf(AccountId.user("u"))
                        .limits()
                        .get(Resource.CREDITS))
                .isEqualTo(100_000_000);
    }

    private static BudgetPlan plan(@Nullable Credits swarmLimit) {
        return new BudgetPlan(Credits.of(1), swarmLimit, new Pricing(Credits.ZERO, Credits.ZERO), 0, 3);
    }

    private static TraceRequest request(int session, @Nullable String user) {
        return new TraceRequest(
                2,
                Instant.EPOCH,
                Optional.ofNullable(user),
                session,
                Optional.empty(),
                Optional.empty(),
                ModelUsage.of(0, 0),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
