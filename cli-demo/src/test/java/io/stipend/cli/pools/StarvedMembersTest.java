package io.stipend.cli.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.cli.events.EventLines;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.internal.EntryEvents;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.ResourceEvent;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.harness.JournalReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member that waits below its minimum, and is given nothing for half a minute, is counted, and published. */
final class StarvedMembersTest {

    private final VirtualTime time = new VirtualTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, time);
    private final JournalReader journal = new JournalReader(store.journal());
    private final SimulatedNode node = new SimulatedNode(
            time,
            new Random(7),
            store,
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
        assertThat(published())
                .extracting(ResourceEvent.PoolStarved::starved)
                .containsExactly(true, false, true, false);
        ResourceEvent.PoolStarved told = published().get(0);
        assertThat(told.account()).isEqualTo("pool:gpus");
        assertThat(told.userId()).isEqualTo("owner");
        assertThat(told.swarmId()).isNull();
        assertThat(told.resource()).isEqualTo("SLOTS");
        assertThat(told.inUse()).isZero();
        assertThat(told.minimum()).isEqualTo(2);
        assertThat(told.wanted()).isEqualTo(2);
        assertThat(told.timestampMillis() - told.sinceMillis()).isBetween(30_000L, 31_000L);
        assertThat(published().get(1).inUse()).isEqualTo(1);
        assertThat(EventLines.line(told))
                .contains("pool.starved", "user:owner starves: 0 of at least 2 SLOTS in use, 2 wanted, since ");
        assertThat(count("looks")).isGreaterThan(100);
        assertThat(count("failures")).isZero();
    }

    @Test
    void whoGivesUpAndAsksAgainSoonWaitsOn() {
        for (int i = 0; i < 4; i++) {
            ask("borrower").join();
        }
        for (int i = 0; i < 4; i++) {
            CompletableFuture<PoolAnswer> asked = ask("owner", Wait.upTo(Duration.ofSeconds(9)));
            pass(10);
            assertThat(asked.join()).isInstanceOf(PoolAnswer.WaitTimedOut.class);
        }
        assertThat(published()).extracting(ResourceEvent.PoolStarved::starved).containsExactly(true);
        pass(10);
        assertThat(published()).extracting(ResourceEvent.PoolStarved::starved).containsExactly(true, false);
        assertThat(published().get(1).wanted()).isZero();
    }

    private List<ResourceEvent.PoolStarved> published() {
        List<ResourceEvent.PoolStarved> events = new ArrayList<>();
        EntryEvents toEvents = new EntryEvents(ManagerConfig.DEFAULT, false);
        for (JournalEntry entry : journal.entries("default")) {
            toEvents.emit(entry, event -> {
                if (event instanceof ResourceEvent.PoolStarved starved) {
                    events.add(starved);
                }
            });
        }
        return events;
    }

    private CompletableFuture<PoolAnswer> ask(String user) {
        return ask(user, Wait.upTo(Duration.ofMinutes(5)));
    }

    private CompletableFuture<PoolAnswer> ask(String user, Wait wait) {
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
        return node.reserve(request, wait).toCompletableFuture();
    }

    private void pass(int seconds) {
        time.pass(Duration.ofSeconds(seconds));
    }

    private double count(String what) {
        return meters.get("stipend.pool." + what).functionCounter().count();
    }
}
