package io.stipend.cli.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member that waits below its minimum, and is given nothing for half a minute, is counted. */
final class StarvedMembersTest {

    private final VirtualTime time = new VirtualTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SimulatedNode node = new SimulatedNode(
            time,
            new Random(7),
            MemoryStores.open(MemoryConfig.DEFAULT, time),
            Pools.Config.of(PoolConfig.ofUsers("gpus", AccountTerms.of(Limits.of(Map.of(Resource.SLOTS, 4L))))
                    .withMember("owner", Entitlement.EQUAL.withMinimum(ResourceVector.of(Resource.SLOTS, 2)))),
            Telemetry.on(meters));

    @Test
    void onceForEachCase() {
        List<ReserveResult.Approved> borrowed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            PoolAnswer.Decided decided = (PoolAnswer.Decided) ask("borrower").join();
            borrowed.add(decided.result().orElseThrow());
        }
        CompletableFuture<PoolAnswer> first = ask("owner");
        CompletableFuture<PoolAnswer> second = ask("owner");
        CompletableFuture<PoolAnswer> owedNothing = ask("borrower");
        pass(29);
        assertThat(count("starved")).isZero();
        pass(60);
        assertThat(count("starved")).isEqualTo(1);

        node.manager().releaseReservation(borrowed.get(0).reservationId());
        pass(29);
        assertThat(first.join().isApproved()).isTrue();
        assertThat(count("starved")).isEqualTo(1);
        pass(2);
        assertThat(count("starved")).as("of its second request").isEqualTo(2);

        node.manager().releaseReservation(borrowed.get(1).reservationId());
        pass(60);
        assertThat(second.join().isApproved()).isTrue();
        assertThat(owedNothing).isNotDone();
        assertThat(count("starved")).isEqualTo(2);
        assertThat(count("looks")).isGreaterThan(100);
        assertThat(count("failures")).isZero();
    }

    private CompletableFuture<PoolAnswer> ask(String user) {
        BudgetRequest request = BudgetRequest.builder(
                        AvailableResources.credits("0"),
                        ExecutionConstraints.builder()
                                .maxCost("0")
                                .maxTokens(0)
                                .maxApiCalls(0)
                                .maxTime(Duration.ZERO)
                                .build())
                .user(user)
                .pools("gpus")
                .build();
        return node.reserve(request, Wait.upTo(Duration.ofMinutes(5))).toCompletableFuture();
    }

    private void pass(int seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    private double count(String what) {
        return meters.get("stipend.pool." + what).functionCounter().count();
    }
}
