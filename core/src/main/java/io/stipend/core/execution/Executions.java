package io.stipend.core.execution;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.error.RefusedException;
import io.stipend.core.internal.BackgroundTimer;
import io.stipend.core.internal.ThreadedTimer;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Opens executions on a manager, and renews the leases of all of them: one thread watches the time, a few ask the store.
 * Made once and shared; thread safe. No thread lives while there is nothing to renew.
 */
public final class Executions implements AutoCloseable {

    /** How many leases are renewed at the same time: as many slow ones hold up no other. */
    private static final int RENEWERS = 16;

    private final ResourceManager manager;
    private final BackgroundTimer timer;
    private volatile boolean closed;

    /** Opens executions on a manager. */
    @Inject
    public Executions(ResourceManager manager) {
        this(manager, new ThreadedTimer("stipend-leases", "stipend-renewals", RENEWERS));
    }

    Executions(ResourceManager manager, BackgroundTimer timer) {
        this.manager = Checks.present(manager, "manager");
        this.timer = timer;
    }

    /** Reserves a budget for an execution of a day at most: see {@link #open(BudgetRequest, Execution.Options)}. */
    public Execution.OpenResult open(BudgetRequest request) {
        return open(request, Execution.Options.DEFAULT);
    }

    /**
     * Reserves a budget, and keeps its lease alive until the execution is settled or closed. Throws what {@link
     * ResourceManager#reserveBudget(BudgetRequest)} does.
     *
     * <p>With a reservation id that was used for the same request before, by a process that died say, the execution goes
     * on with the budget it had.
     *
     * @return started or rejected
     * @throws RefusedException.AlreadyClosed when the reservation of that id is closed
     * @throws IllegalStateException when this is closed
     */
    public Execution.OpenResult open(BudgetRequest request, Execution.Options options) {
        Checks.present(options, "execution options");
        if (closed) {
            throw new IllegalStateException("executions are closed; open others on the manager");
        }
        long startedNanos = timer.nanoTime();
        ReserveResult result = manager.reserveBudget(request);
        if (result instanceof ReserveResult.Rejected rejected) {
            return new Execution.OpenResult.Rejected(rejected.rejection());
        }
        return new Execution.OpenResult.Started(
                started(result.orElseThrow(), Extension.Owner.of(request), options, startedNanos));
    }

    private Execution started(
            ReserveResult.Approved approved, Extension.Owner owner, Execution.Options options, long startedNanos) {
        return approved.replayed()
                ? resumed(approved, owner, options, startedNanos)
                : started(approved, owner, approved.held(), ResourceVector.ZERO, options, startedNanos, true);
    }

    private Execution resumed(
            ReserveResult.Approved approved, Extension.Owner owner, Execution.Options options, long startedNanos) {
        ReservationSnapshot found =
                manager.findReservation(approved.reservationId()).orElseThrow();
        JournalEntry.Closed closing = found.closing();
        if (closing != null) {
            throw new RefusedException.AlreadyClosed(
                    "the execution with reservation id "
                            + Checks.shown(approved.reservationId().value()) + " has ended already, as "
                            + closing.kind() + "; use a new id",
                    closing.kind().name());
        }
        return started(approved, owner, found.held(), found.used(), options, startedNanos, false);
    }

    /** A lease that is not new may be nearly over: it is renewed at once. */
    private Execution started(
            ReserveResult.Approved approved,
            Extension.Owner owner,
            ResourceVector held,
            ResourceVector used,
            Execution.Options options,
            long startedNanos,
            boolean fresh) {
        Duration lease = Duration.ofMillis(approved.leaseMillis());
        Execution execution = new Execution(
                manager,
                (child, sinceNanos) -> started(child, owner, options, sinceNanos),
                approved.reservationId(),
                owner,
                held,
                used,
                approved.plan(),
                handle -> new Lease(
                        timer,
                        manager,
                        approved.reservationId(),
                        lease,
                        options.maxRunTime(),
                        startedNanos,
                        fresh ? startedNanos + lease.toNanos() : startedNanos + 1,
                        () -> options.onTrouble().accept(handle)));
        execution.lease().start();
        return execution;
    }

    /** Stops renewing. Executions that are still open can be settled and closed as long as their leases last. */
    @Override
    public void close() {
        closed = true;
        timer.close();
    }
}
