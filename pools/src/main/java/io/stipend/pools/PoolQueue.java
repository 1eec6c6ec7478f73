package io.stipend.pools;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reserves budgets from pools, and waits for shares of them. Thread safe; any number may wait, and none of them takes a thread.
 *
 * <p>A request whose share is free at once is reserved on the caller's thread, and blocks as long as the store does. Of the requests
 * that wait for one member, those with the higher priority go first, then those that came first; between members, shares decide.
 */
public final class PoolQueue {

    private final ResourceManager manager;
    private final ResourceVector estimates;
    private final Map<AccountId, PoolLine> lines;

    PoolQueue(ResourceManager manager, ResourceVector estimates, Map<AccountId, PoolLine> lines) {
        this.manager = manager;
        this.estimates = estimates;
        this.lines = Map.copyOf(lines);
    }

    /**
     * Reserves, and waits for it if need be. It waits for the first pool with shares that the request names; a request that names none,
     * or may not wait, is the manager's at once.
     *
     * <p>What waiting does not remedy is answered at once: a rejection for another reason, and a request for more than the pool has in
     * all or its member may ever have. The answer may be completed on a thread of the pools: what hangs on it must not block.
     * Cancelling it gives up the place; if the budget was just reserved, it is released.
     *
     * @return completes with the answer, or with the exception that the manager threw
     */
    public CompletionStage<PoolAnswer> reserve(BudgetRequest request, Wait wait) {
        return enter(request, wait);
    }

    /**
     * The same, on the caller's thread, which waits.
     *
     * @throws InterruptedException when it is interrupted; then nothing is held
     */
    public PoolAnswer reserveAndWait(BudgetRequest request, Wait wait) throws InterruptedException {
        CompletableFuture<PoolAnswer> answer = enter(request, wait);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(
                    "a request that waits failed with what is no exception of the manager's", e);
        }
    }

    /** Whether a request names a pool with shares, so that it would wait for one. */
    public boolean hasShares(BudgetRequest request) {
        return lineOf(Checks.present(request, "request")) != null;
    }

    private @Nullable PoolLine lineOf(BudgetRequest request) {
        for (String pool : request.pools()) {
            PoolLine line = lines.get(new AccountId(request.tenant(), AccountId.Kind.POOL, pool));
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    private CompletableFuture<PoolAnswer> enter(BudgetRequest request, Wait wait) {
        Checks.present(request, "request");
        Checks.present(wait, "wait");
        PoolLine line = lineOf(request);
        if (line != null && wait.upTo().compareTo(Duration.ZERO) > 0) {
            return line.enter(
                    line.config().memberOf(request.userId(), request.swarmId()),
                    request.constraints().envelope(estimates),
                    wait,
                    new Waiter.Attempt(() -> manager.reserveBudget(request), this::release));
        }
        return CompletableFuture.completedFuture(new PoolAnswer.Decided(manager.reserveBudget(request)));
    }

    private void release(ReserveResult.Approved approved) {
        manager.releaseReservation(approved.reservationId());
    }
}
