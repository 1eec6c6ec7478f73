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
import io.stipend.core.spi.StoreConfig;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.redis.RedisConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that reserves and settles one token at a time on the account that all share, with some callers, through blocks or not. It warms up,
 * says that it is ready, and measures when a line comes. Then it says what it did, and ends.
 */
final class BlockProcess {

    static final AccountId ACCOUNT = AccountId.user("everybody");

    private static final AccountPath PATH = AccountPath.of(List.of(ACCOUNT));
    private static final ResourceUsage ONE = ResourceUsage.builder().tokens(1).build();
    private static final int CALLERS = 8;
    private static final long WARM_UP_NANOS = 4_000_000_000L;

    private BlockProcess() {}

    /** The store at an address. */
    static StoreConfig configOf(String url, String prefix) {
        return url.startsWith("jdbc:")
                ? PostgresConfig.of(url)
                        .withSchema(prefix)
                        .withConnectTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(30))
                : RedisConfig.of(url).withKeys(prefix, 1);
    }

    /** Arguments: the store's URL and prefix, the limit, seconds, and the name of the node if it has blocks. */
    public static void main(String[] args) throws Exception {
        List<AccountTerms> terms =
                List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, Long.parseLong(args[2])))));
        StoreAdapter shared = configOf(args[0], args[1]).open();
        Blocks blocks = args.length > 4
                ? Blocks.open(
                        shared,
                        MemoryStores.open(MemoryConfig.DEFAULT.withJournalCapacity(0)),
                        BlockConfig.DEFAULT.withNode(args[4]))
                : null;
        try (StoreAdapter store = blocks == null ? shared : blocks.store()) {
            long before = run(store.creditStore(), terms, WARM_UP_NANOS);
            System.out.println("ready");
            int unused = System.in.read();
            long calls = blocks == null ? 0 : callsOf(blocks);
            long done = run(store.creditStore(), terms, Long.parseLong(args[3]) * 1_000_000_000L);
            calls = blocks == null ? 2 * done : callsOf(blocks) - calls;
            System.out.println(done + " " + calls + " " + before);
        }
    }

    private static long callsOf(Blocks blocks) {
        Blocks.Figures figures = blocks.figures();
        return figures.calls() + 2 * figures.straight();
    }

    /** How many were reserved and settled. */
    private static long run(CreditStore store, List<AccountTerms> terms, long nanos) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(CALLERS);
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + nanos;
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(executor.submit(() -> {
                long count = 0;
                while (System.nanoTime() < end) {
                    count += cycle(store, terms) ? 1 : 0;
                }
                done.addAndGet(count);
            }));
        }
        for (Future<?> each : callers) {
            each.get();
        }
        executor.shutdown();
        return done.get();
    }

    private static boolean cycle(CreditStore store, List<AccountTerms> terms) {
        ReservationId id = ReservationId.unique(ACCOUNT.tenant());
        ReserveCommand command = new ReserveCommand(
                id, PATH, terms, ResourceVector.of(Resource.TOKENS, 1), 60_000, null, null, Map.of());
        if (!(store.reserve(command) instanceof ReserveOutcome.Reserved)) {
            return false;
        }
        store.settle(new SettleCommand(id, OperationId.SETTLE, ONE, OverrunPolicy.CHARGE));
        return true;
    }
}
