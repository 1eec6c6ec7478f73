package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class TimeOrderedIdsTest {

    @Test
    void haveTheVersionTheVariantAndTheTime() {
        for (long now : new long[] {0, 1, 1_700_000_000_000L, (1L << 48) - 1}) {
            UUID id = new UUID(TimeOrderedIds.high(now), TimeOrderedIds.low());

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(now);
        }
    }

    private static String text(long millis) {
        return new UUID(TimeOrderedIds.high(millis), TimeOrderedIds.low()).toString();
    }

    @Test
    void laterIdsSortBehindEarlierOnesAsText() {
        String before = text(1_700_000_000_000L);
        for (int i = 1; i <= 10_000; i++) {
            String next = text(1_700_000_000_000L + i);
            assertThat(next).isGreaterThan(before);
            before = next;
        }
    }

    @Test
    void areUniqueWithinOneMillisecondOverSeveralThreads() throws Exception {
        int threads = 4;
        int each = 250_000;
        Callable<List<UUID>> task = () -> {
            List<UUID> ids = new ArrayList<>(each);
            for (int i = 0; i < each; i++) {
                ids.add(new UUID(TimeOrderedIds.high(1), TimeOrderedIds.low()));
            }
            return ids;
        };
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<List<UUID>>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(task);
            }
            Set<UUID> all = new HashSet<>(threads * each * 2);
            for (Future<List<UUID>> ids : executor.invokeAll(tasks)) {
                all.addAll(ids.get());
            }
            assertThat(all.size()).isEqualTo(threads * each);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void everyRandomBitVaries() {
        long highOnes = 0;
        long highZeros = 0;
        long lowOnes = 0;
        long lowZeros = 0;
        for (int i = 0; i < 10_000; i++) {
            long high = TimeOrderedIds.high(0);
            long low = TimeOrderedIds.low();
            highOnes |= high;
            highZeros |= ~high;
            lowOnes |= low;
            lowZeros |= ~low;
        }

        assertThat(highOnes & highZeros).isEqualTo(0x0fffL);
        assertThat(lowOnes & lowZeros).isEqualTo(0x3fff_ffff_ffff_ffffL);
    }

    @Test
    void reservationIdsAreSuchIds() {
        ReservationId id = ReservationId.unique("acme");

        assertThat(id.tenant()).isEqualTo("acme");
        assertThat(UUID.fromString(id.value()).version()).isEqualTo(7);
    }
}
