package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Balance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a block serves ahead of demand, and how far: by what is asked for, what is left, and what the store answered. */
final class BlockPolicyTest {

    private static final AccountId ACCOUNT = new AccountId("acme", AccountId.Kind.USER, "everybody");
    private static final int RATE = 100;
    private static final ResourceVector ONE = ResourceVector.of(Resource.TOKENS, 1);

    private final PathDemand demand = new PathDemand(0);
    private final BlockPolicy policy =
            new BlockPolicy(() -> now(), BlockConfig.DEFAULT, new BlockFigures(Telemetry.none()), demand, true);
    private long nowNanos;

    private long now() {
        return nowNanos;
    }

    private void askFor(int perSecond, double seconds) {
        for (int tenth = 0; tenth < seconds * 10; tenth++) {
            for (int i = 0; i < perSecond / 10; i++) {
                demand.count(ONE);
            }
            nowNanos += TimeUnit.MILLISECONDS.toNanos(100);
            demand.update(nowNanos);
        }
    }

    /** The budget lasts so long as this node asks on, and nobody else does. What was seen before is forgotten by then. */
    private void last(double seconds) {
        Map<Resource, Long> available = Map.of(Resource.TOKENS, (long) (seconds * RATE));
        for (int i = 0; i < 2; i++) {
            askFor(RATE, 11);
            policy.observe(now(), List.of(new Balance(ACCOUNT, available)), ResourceVector.ZERO);
        }
        askFor(RATE, 1);
        policy.observe(now(), List.of(new Balance(ACCOUNT, available)), ResourceVector.ZERO);
        policy.decide(now());
    }

    @Test
    void aBlockServesFromEightSecondsOnUntilLessThanFourAreLeft() {
        policy.formed(false);

        last(6);
        assertThat(policy.isServing()).as("not yet").isFalse();
        last(9);
        assertThat(policy.isServing()).as("from eight").isTrue();
        last(6);
        assertThat(policy.isServing()).as("still").isTrue();
        last(3);
        assertThat(policy.isServing()).as("below four").isFalse();
        last(6);
        assertThat(policy.isServing()).as("not again below eight").isFalse();
    }

    @Test
    void whatIsHeldAheadIsAnEighthOfTheTimeAndTenSecondsAtMost() {
        last(16);
        assertThat(policy.ahead().tokens()).isCloseTo(2 * RATE, within(2L));
        last(1_000);
        assertThat(policy.ahead().tokens()).isCloseTo(10 * RATE, within(10L));
        last(0.01);
        assertThat(policy.ahead().tokens()).as("two requests at least").isBetween(2L, 3L);
    }

    @Test
    void afterARefusalNothingServesForTwoSeconds() {
        policy.formed(true);
        last(20);

        policy.refused(true);
        policy.decide(now());
        assertThat(policy.isServing()).isFalse();
        assertThat(policy.isRested(now())).isFalse();
        askFor(RATE, 2);
        policy.decide(now());
        assertThat(policy.isServing()).isTrue();
    }

    @Test
    void aDissolvedBlockMayBeRefusedWhatCallersWaitFor() {
        policy.formed(false);
        last(6);

        policy.refused(true);
        assertThat(policy.isRested(now())).isTrue();
        policy.refused(false);
        assertThat(policy.isRested(now())).isFalse();
    }

    @Test
    void aBlockThatNobodyUsesIsDissolvedAndOfNoUse() {
        policy.formed(true);
        last(20);
        assertThat(policy.isServing()).isTrue();

        askFor(0, 10);
        policy.decide(now());
        assertThat(policy.isServing()).isFalse();
        assertThat(policy.isNeedless(now())).isTrue();
        assertThat(policy.isQuiet(now())).isTrue();
    }

    @Test
    void aBlockOnAFrozenAccountDoesNotServeAgain() {
        policy.formed(true);
        last(20);

        policy.frozen();
        last(20);
        assertThat(policy.isServing()).isFalse();
        assertThat(policy.isNeedless(now())).isTrue();
        policy.ended();
        assertThat(policy.isEnding()).isFalse();
    }

    @Test
    void noBlockServesWhereSlotsAreLimited() {
        policy.formed(false);
        policy.observe(now(), List.of(new Balance(ACCOUNT, Map.of(Resource.SLOTS, 4L))), ResourceVector.ZERO);
        askFor(RATE, 1);

        policy.decide(now());
        assertThat(policy.isOccupiedLimited()).isTrue();
        assertThat(policy.isServing()).isFalse();
    }
}
