package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.Blocks;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import io.stipend.testkit.servers.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on a node with blocks that goes on while the shared store fails: a caller who reserves one token and settles it, up to a thousand times a
 * second, and settles again what failed. What was answered is counted. Thread safe.
 */
public final class BlockWork implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final long PACE_NANOS = 1_000_000;
    private static final long REST_NANOS = 20_000_000;

    private final Blocks blocks;
    private final String tenant;
    private final long limit;
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
    private final Thread caller;
    private volatile boolean stopped;

    private BlockWork(Blocks blocks, String tenant, long limit) {
        this.blocks = blocks;
        this.tenant = tenant;
        this.limit = limit;
        this.caller = new Thread(this::work, "block-work");
        this.caller.setDaemon(true);
        this.caller.setUncaughtExceptionHandler((thread, failure) -> end.set(failure));
    }

    /**
     * Begins to work.
     *
     * @param shared is closed with the work
     * @param local an empty store in the heap
     * @param tenant whose account it is
     * @param limit how many tokens the account has
     */
    public static BlockWork start(
            StoreAdapter shared, StoreAdapter local, BlockConfig config, String tenant, long limit) {
        BlockWork work = new BlockWork(Blocks.open(shared, local, config), tenant, limit);
        work.caller.start();
        return work;
    }

    /** The account that all work on. */
    public static AccountId account(String tenant) {
        return new AccountId(tenant, AccountId.Kind.USER, "everybody");
    }

    /** Reserves so many tokens of the account. */
    public static ReserveCommand reserve(String tenant, long limit, long tokens, Duration lease) {
        return new ReserveCommand(
                ReservationId.unique(tenant),
                AccountPath.of(List.of(account(tenant))),
                List.of(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, limit)))),
                ResourceVector.of(Resource.TOKENS, tokens),
                lease.toMillis(),
                null,
                null,
                Map.of());
    }

    /** How many tokens callers were told that they have. */
    public long admitted() {
        return admitted.get();
    }

    /** How many of them they were told that they have settled. */
    public long settled() {
        return settled.get();
    }

    /** How often they were told that there is too little. */
    public long refused() {
        return refused.get();
    }

    /** How often they were not told anything. */
    public long failed() {
        return failed.get();
    }

    /** What the node has done with blocks. */
    public Blocks.Figures figures() {
        return blocks.figures();
    }

    /** Waits until the node has admitted so many more from blocks. */
    public void awaitLocal(long more) {
        long until = figures().local() + more;
        await("callers to be served from a block", () -> figures().local() >= until);
    }

    /** Waits until the node has made so many more calls of the store for blocks. */
    public void awaitCalls(long more) {
        long until = figures().calls() + more;
        await("the node to call the store", () -> figures().calls() >= until);
    }

    /** Waits for something, unless the work has come to an end. */
    public void await(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            assertThat(end.get()).isNull();
            return condition.getAsBoolean();
        });
    }

    private void work() {
        while (!stopped) {
            ReserveCommand command = reserve(tenant, limit, 1, LEASE);
            try {
                ReserveOutcome outcome = blocks.store().creditStore().reserve(command);
                if (outcome instanceof ReserveOutcome.Reserved) {
                    admitted.incrementAndGet();
                    settle(command.id());
                } else {
                    assertThat(outcome).isInstanceOf(Insufficient.class);
                    refused.incrementAndGet();
                }
                LockSupport.parkNanos(PACE_NANOS);
            } catch (CreditStoreException e) {
                // Perhaps it is held; then its lease ends.
                failed.incrementAndGet();
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    private void settle(ReservationId id) {
        SettleCommand command = new SettleCommand(
                id, OperationId.SETTLE, ResourceUsage.builder().tokens(1).build(), OverrunPolicy.CHARGE);
        while (true) {
            try {
                CloseOutcome outcome = blocks.store().creditStore().settle(command);
                if (outcome instanceof CloseOutcome.Closed) {
                    settled.incrementAndGet();
                } else {
                    // The store has lost it, and held it straight.
                    assertThat(outcome).isInstanceOf(Refusal.NotFound.class);
                }
                return;
            } catch (CreditStoreException e) {
                LockSupport.parkNanos(REST_NANOS);
            }
        }
    }

    /** Ends the work, when what was reserved is settled. The node stays. */
    public void stop() throws InterruptedException {
        stopped = true;
        caller.join(PATIENCE.toMillis());
        assertThat(caller.isAlive()).as("the caller goes on").isFalse();
        assertThat(end.get()).isNull();
    }

    /** Waits until nothing is held on the account any more, and says what it is then. The books must be clean. */
    public static AccountView awaitNothingHeld(StoreAdapter store, String tenant) {
        Await.until("nothing to be held any more", () -> {
            var unused = store.upkeep().expireDue(1_000);
            return show(store, tenant).reserved().isZero();
        });
        var unused = VerificationAssertions.assertClean(store, tenant);
        return show(store, tenant);
    }

    /** The account. */
    public static AccountView show(StoreAdapter store, String tenant) {
        return store.accountAdministration().show(account(tenant)).orElseThrow();
    }

    /** Has the node give back what it holds, and closes its stores. */
    @Override
    public void close() {
        stopped = true;
        blocks.store().close();
    }
}
