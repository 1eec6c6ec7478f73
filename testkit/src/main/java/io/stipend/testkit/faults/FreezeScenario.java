package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.servers.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Callers of one node reserve and extend as fast as they can while an administrator at another node freezes and unfreezes:
 * whatever was still under way, nothing is held any more once the administrator has the answer.
 */
public final class FreezeScenario {

    private static final int CALLERS = 8;
    private static final int ROUNDS = 10;

    /** How many calls are answered before the administrator goes on. */
    private static final int CALLS_BETWEEN = 60;

    private static final long MAX_SECONDS = 60;

    private final StoreAdapter administered;
    private final StoreAdapter used;
    private final String tenant;
    private final AccountId user;
    private final AccountId pool;
    private final Semaphore answers = new Semaphore(0);
    private final AtomicInteger held = new AtomicInteger();

    /** Odd from the answer to a freeze until the next unfreeze is asked for. */
    private final AtomicInteger phase = new AtomicInteger();

    private volatile boolean isOver;

    /**
     * A scenario.
     *
     * @param administered where the account or the tenant is frozen
     * @param used where budget is reserved, in the same books
     * @param tenant a tenant that nobody uses
     */
    public FreezeScenario(StoreAdapter administered, StoreAdapter used, String tenant) {
        this.administered = administered;
        this.used = used;
        this.tenant = tenant;
        this.user = new AccountId(tenant, AccountId.Kind.USER, "raced");
        this.pool = new AccountId(tenant, AccountId.Kind.POOL, "raced");
    }

    /** Freezes the account that is reserved on, alone and together with another one. */
    public void raceWithAccount() throws Exception {
        race(user, List.of(List.of(user), List.of(pool, user)));
    }

    /** Freezes the tenant, while some reserve on no account at all. */
    public void raceWithTenant() throws Exception {
        race(AccountId.ofTenant(tenant), List.of(List.of(user), List.of(pool, user), List.of()));
    }

    /**
     * What was acknowledged outlives the server: an account and the tenant are still frozen after a crash, and no longer once they were
     * unfrozen before another.
     *
     * @param crash kills the server and starts it again
     */
    public void surviveCrashes(Runnable crash) {
        for (AccountId frozen : List.of(user, AccountId.ofTenant(tenant))) {
            ReservationId open = new ReservationId(tenant, "before " + frozen);
            assertThat(used.creditStore().reserve(reserve(open, List.of(user))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
            change(new AccountCommand.Freeze(frozen, OperationId.of("freeze " + frozen), "test", "crash"));
            crash.run();
            Frozen refusal = new Frozen(frozen, "test: crash");
            ReservationId next = new ReservationId(tenant, "after " + frozen);
            assertThat(afterCrash(() -> used.creditStore().reserve(reserve(next, List.of(user)))))
                    .isEqualTo(refusal);
            assertThat(used.creditStore().extend(more(open, "more"))).isEqualTo(refusal);
            change(new AccountCommand.Unfreeze(frozen, OperationId.of("unfreeze " + frozen), "test", "crash"));
            crash.run();
            assertThat(afterCrash(() -> used.creditStore().reserve(reserve(next, List.of(user)))))
                    .isInstanceOf(ReserveOutcome.Reserved.class);
        }
    }

    /** The first calls after a crash may meet a connection that is gone; none of them is refused for it. */
    private static <T> T afterCrash(Supplier<T> call) {
        AtomicReference<T> answer = new AtomicReference<>();
        Await.until("an answer after the crash", Duration.ofSeconds(MAX_SECONDS), () -> {
            try {
                answer.set(call.get());
                return true;
            } catch (CreditStoreException away) {
                return false;
            }
        });
        return Objects.requireNonNull(answer.get());
    }

    private static ExtendCommand more(ReservationId reservation, String operation) {
        return new ExtendCommand(reservation, OperationId.of(operation), ResourceVector.of(Resource.CREDITS, 1), 0);
    }

    private void race(AccountId frozen, List<List<AccountId>> paths) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> futures = new ArrayList<>();
        try {
            for (int caller = 0; caller < CALLERS; caller++) {
                int number = caller;
                futures.add(callers.submit(() -> call(number, paths.get(number % paths.size()))));
            }
            for (int round = 0; round < ROUNDS; round++) {
                freezeAndUnfreeze(frozen, round, futures);
            }
        } finally {
            isOver = true;
            callers.shutdown();
            assertThat(callers.awaitTermination(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        for (Future<?> future : futures) {
            future.get();
        }
        assertThat(held.get()).as("what was held in between").isPositive();
    }

    private void freezeAndUnfreeze(AccountId frozen, int round, List<Future<?>> futures) throws InterruptedException {
        awaitCalls(futures);
        change(new AccountCommand.Freeze(frozen, OperationId.of("freeze " + round), "test", "race " + round));
        phase.incrementAndGet();
        long reserved = reserved();
        awaitCalls(futures);
        assertThat(reserved()).as("held when frozen, and a while later").isEqualTo(reserved);
        phase.incrementAndGet();
        change(new AccountCommand.Unfreeze(frozen, OperationId.of("unfreeze " + round), "test", "race " + round));
    }

    private void change(AccountCommand command) {
        assertThat(administered.accountAdministration().apply(command)).isInstanceOf(AccountOutcome.Changed.class);
    }

    private long reserved() {
        return administered
                .accountAdministration()
                .show(user)
                .orElseThrow()
                .reserved()
                .credits();
    }

    /** Goes on as well once a caller has failed, which is told at the end. */
    private void awaitCalls(List<Future<?>> futures) throws InterruptedException {
        answers.drainPermits();
        while (!answers.tryAcquire(CALLS_BETWEEN, 1, TimeUnit.SECONDS)
                && futures.stream().noneMatch(Future::isDone)) {
            // The machine is busy.
        }
    }

    /** Reserves on the account, and holds more of what is held. */
    private void call(int caller, List<AccountId> path) {
        ReservationId last = null;
        for (int i = 0; !isOver; i++) {
            int before = phase.get();
            Object outcome;
            if (last != null && i % 2 == 1) {
                outcome = used.creditStore().extend(more(last, "more " + i));
            } else {
                ReservationId id = new ReservationId(tenant, caller + "-" + i);
                outcome = used.creditStore().reserve(reserve(id, path));
                last = outcome instanceof ReserveOutcome.Reserved ? id : last;
            }
            boolean isHeld = outcome instanceof ReserveOutcome.Reserved || outcome instanceof ExtendOutcome.Extended;
            if (before % 2 == 1 && phase.get() == before) {
                assertThat(outcome).as("while it is frozen").isInstanceOf(Frozen.class);
            }
            assertThat(isHeld || outcome instanceof Frozen)
                    .as("an answer that can be: %s", outcome)
                    .isTrue();
            held.addAndGet(isHeld ? 1 : 0);
            answers.release();
        }
    }

    private static ReserveCommand reserve(ReservationId id, List<AccountId> path) {
        return new ReserveCommand(
                id,
                AccountPath.of(path),
                Collections.nCopies(path.size(), AccountTerms.UNLIMITED),
                ResourceVector.of(Resource.CREDITS, 1),
                CreditCommands.LEASE_MILLIS,
                null,
                null,
                Map.of());
    }
}
