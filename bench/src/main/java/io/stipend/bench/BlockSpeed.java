package io.stipend.bench;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import io.stipend.pools.RecordConfig;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast a reserve, a report and a settle are on a block, beside the same on a memory store alone. One caller, one account. */
final class BlockSpeed {

    private static final List<AccountTerms> TERMS =
            List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, 1L << 50))));
    private static final AccountPath PATH = AccountPath.of(List.of(AccountId.user("everybody")));
    private static final ResourceVector TEN = ResourceVector.of(Resource.TOKENS, 10);
    private static final ResourceUsage FIVE = ResourceUsage.builder().tokens(5).build();
    private static final MemoryConfig CONFIG = MemoryConfig.DEFAULT.withJournalCapacity(0);
    private static final int SAMPLED = 7;

    /**
     * What was measured.
     *
     * @param perSecond reserve, report and settle together, per second of one processor
     * @param p99Nanos 99 % of them took at most this long
     * @param local which part of the reserves was served from a block
     */
    record Speed(double perSecond, long p99Nanos, double local) {}

    private BlockSpeed() {}

    /** A memory store alone. */
    static Speed plain(Duration time) {
        try (StoreAdapter store = MemoryStores.open(CONFIG)) {
            return measured(store.creditStore(), time);
        }
    }

    /** The same through a block of a store like it. */
    static Speed onBlock(Duration time) {
        Blocks blocks = Blocks.open(MemoryStores.open(CONFIG), MemoryStores.open(CONFIG), BlockConfig.DEFAULT);
        try (StoreAdapter store = blocks.store()) {
            Speed speed = measured(store.creditStore(), time);
            Blocks.Figures figures = blocks.figures();
            return new Speed(
                    speed.perSecond(),
                    speed.p99Nanos(),
                    (double) figures.local() / (figures.local() + figures.straight()));
        }
    }

    /** The same with a record of settlements in a folder: by the clock, with so many callers. */
    static double recorded(RecordConfig.Mode mode, Path folder, int callers, Duration time)
            throws InterruptedException, ExecutionException {
        BlockConfig config = BlockConfig.DEFAULT.withNode("bench").withRecord(new RecordConfig(mode, folder));
        try (StoreAdapter store = Blocks.open(MemoryStores.open(CONFIG), MemoryStores.open(CONFIG), config)
                .store()) {
            cycles(store.creditStore(), callers, time.dividedBy(2));
            return cycles(store.creditStore(), callers, time) / (time.toMillis() / 1e3);
        }
    }

    private static long cycles(CreditStore store, int callers, Duration time)
            throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                counts.add(executor.submit(() -> cycles(store, time, new long[1 << 10])));
            }
            long sum = 0;
            for (Future<Long> each : counts) {
                sum += each.get();
            }
            return sum;
        } finally {
            executor.shutdown();
        }
    }

    /** Runs half as long before that, for the JVM to compile it. */
    private static Speed measured(CreditStore store, Duration time) {
        cycles(store, time.dividedBy(2), new long[1 << 20]);
        long[] samples = new long[1 << 20];
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long count = cycles(store, time, samples);
        // Of the processor, so that what else runs on the machine does not count.
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1e9;
        int taken = (int) Math.min(samples.length, count / SAMPLED);
        Arrays.sort(samples, 0, taken);
        return new Speed(count / seconds, samples[(int) (taken * 0.99)], 0);
    }

    private static long cycles(CreditStore store, Duration time, long[] samples) {
        long count = 0;
        long end = System.nanoTime() + time.toNanos();
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            for (int i = 0; i < SAMPLED; i++) {
                cycle(store);
            }
            long begun = System.nanoTime();
            cycle(store);
            samples[(int) (count / SAMPLED % samples.length)] = System.nanoTime() - begun;
            count += SAMPLED;
        }
        return count * (SAMPLED + 1) / SAMPLED;
    }

    private static void cycle(CreditStore store) {
        ReservationId id = ReservationId.unique(PATH.accounts().get(0).tenant());
        if (!(store.reserve(new ReserveCommand(id, PATH, TERMS, TEN, 60_000, null, null, Map.of()))
                instanceof ReserveOutcome.Reserved)) {
            throw new IllegalStateException("a reserve was refused");
        }
        store.track(new TrackCommand(id, OperationId.unique(), FIVE));
        store.settle(new SettleCommand(id, OperationId.SETTLE, FIVE, OverrunPolicy.CHARGE));
    }
}
