package io.stipend.testkit.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.harness.StoreHarness;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Random histories of all verbs, with names that collide, operations done again, and amounts at the edges. After every
 * step the store must have answered as the plain model does, and its books and reservations must be the model's; at the
 * end, so must its journal.
 *
 * <p>A failure names a seed, the fewest steps that still show it, and the first difference. To run one seed again:
 * {@code -Dstipend.history.seed=SEED}; to run ten times as many: {@code -Dstipend.histories.times=10}.
 */
public abstract class HistoryContract {

    private static final String SEED_PROPERTY = "stipend.history.seed";
    private static final String TIMES_PROPERTY = "stipend.histories.times";

    /** How many histories run on one store; the next ones start on a fresh one. */
    private static final int HISTORIES_PER_STORE = 50;

    /** Opens the store under test. */
    protected abstract StoreHarness openStore();

    /** How many histories to run; 1,000 unless the store is slow. */
    protected int histories() {
        return 1_000;
    }

    /** How many steps each has; 200 unless the store is slow. */
    protected int steps() {
        return 200;
    }

    @Test
    @DisplayName("(1-6) random histories end as in the model, step by step")
    void everyHistoryIsTheModels() {
        Long only = Long.getLong(SEED_PROPERTY);
        if (only != null) {
            checkHistories(only, 1, new Random());
            return;
        }
        Random seeds = new Random();
        int count = histories() * Integer.getInteger(TIMES_PROPERTY, 1);
        for (int done = 0; done < count; done += HISTORIES_PER_STORE) {
            checkHistories(seeds.nextLong(), Math.min(HISTORIES_PER_STORE, count - done), seeds);
        }
    }

    private void checkHistories(long firstSeed, int count, Random seeds) {
        try (StoreHarness harness = openStore()) {
            long seed = firstSeed;
            for (int i = 0; i < count; i++) {
                assertThat(Histories.check(StoreUnderTest.of(harness), seed, steps())
                                .orElse(null))
                        .as("run again with -D%s=%s", SEED_PROPERTY, seed)
                        .isNull();
                seed = seeds.nextLong();
            }
        }
    }
}
