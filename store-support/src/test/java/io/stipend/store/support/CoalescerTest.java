package io.stipend.store.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CoalescerTest {

    private static final int CALLERS = 16;
    private static final int CALLS = 20_000;

    /** A caller that missed its wake-up would sleep until its deadline, long after the test's timeout. */
    @Test
    void nobodySleepsThroughItsAnswer() throws Exception {
        Coalescer<Integer, Integer> coalescer = new Coalescer<>(
                4, 5, () -> command -> true, batch -> batch.forEach(call -> call.answer(-call.command())));
        long deadlineNanos = System.nanoTime() + Duration.ofHours(1).toNanos();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Long>> sums = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                sums.add(callers.submit(() -> {
                    long sum = 0;
                    for (int i = 0; i < CALLS; i++) {
                        sum += coalescer.run(i, deadlineNanos);
                    }
                    return sum;
                }));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get(2, TimeUnit.MINUTES)).isEqualTo(-(long) CALLS * (CALLS - 1) / 2);
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
