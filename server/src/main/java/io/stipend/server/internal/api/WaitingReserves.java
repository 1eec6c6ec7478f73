package io.stipend.server.internal.api;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.deploy.Deployment;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolAnswer.WaitTimedOut;
import io.stipend.pools.PoolQueue;
import io.stipend.pools.Wait;
import io.stipend.server.internal.json.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reserves that wait until others' holds return. Of those that an account is too short for, the first that came is tried alone, so a large
 * one is not passed by small ones that wait as well; who does not wait at all may pass. One thread tries them all: when something returns
 * here, and else every {@value #LOOK_MILLIS} ms, for what returns at other processes. Those that wait for a share of a pool are in the pool's
 * own line. Thread safe.
 */
public final class WaitingReserves implements AutoCloseable {

    /** The longest wait. */
    static final long MAX_WAIT_MILLIS = 60_000;

    private static final int MAX_WAITING = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);

    private final ResourceManager manager;
    private final AccountAdministration accounts;
    private final PoolQueue pools;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiter> line = new ArrayDeque<>();
    /** Those that wait for shares, each by a key of its own. */
    private final Map<Object, CompletableFuture<PoolAnswer>> forShares = new HashMap<>();

    private final Thread looker = new Thread(this::look, "stipend-waiting-reserves");
    private boolean somethingReturned;
    private boolean closed;

    /** One that waits; but for the answer, only the looker's thread uses it once it is in the line. */
    private static final class Waiter {

        private final BudgetRequest request;
        private final long beganNanos = System.nanoTime();
        private final long upToNanos;
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
        private ReserveResult.Rejected last;

        Waiter(BudgetRequest request, Duration upTo, ReserveResult.Rejected first) {
            this.request = request;
            this.upToNanos = upTo.toNanos();
            this.last = first;
        }

        boolean isOver() {
            return System.nanoTime() - beganNanos >= upToNanos;
        }
    }

    /**
     * What became of one.
     *
     * @param timedOut whether it is rejected because it has waited in vain
     * @param share what it was told of its share, if it waited for one in vain
     */
    record Outcome(ReserveResult result, boolean timedOut, Optional<WaitTimedOut> share) {

        private static Outcome decided(ReserveResult result) {
            return new Outcome(result, false, Optional.empty());
        }

        private static Outcome timedOut(ReserveResult.Rejected last) {
            return new Outcome(last, true, Optional.empty());
        }

        private static Outcome timedOut(WaitTimedOut share) {
            return new Outcome(new ReserveResult.Rejected(share.shortage()), true, Optional.of(share));
        }
    }

    public WaitingReserves(Deployment deployment) {
        this.manager = deployment.manager();
        this.accounts = deployment.accounts();
        this.pools = deployment.queue();
        looker.setDaemon(true);
        looker.start();
    }

    /**
     * Reserves, on the caller's thread; if an account is too short for it and holds may return, it waits without a thread. If it names a
     * pool with shares, it waits for its member's share of that. What waiting does not remedy is answered at once.
     */
    CompletionStage<Outcome> reserve(BudgetRequest request, Wait wait) {
        return pools.hasShares(request) ? reserveShare(request, wait) : reserve(request, wait.upTo());
    }

    private CompletionStage<Outcome> reserveShare(BudgetRequest request, Wait wait) {
        Object key = new Object();
        CompletableFuture<PoolAnswer> answer = pools.reserve(request, wait).toCompletableFuture();
        lock.lock();
        try {
            if (closed) {
                answer.completeExceptionally(stopping());
            } else if (!answer.isDone()) {
                forShares.put(key, answer);
            }
        } finally {
            lock.unlock();
        }
        return answer.whenComplete((told, failure) -> leaveForShares(key)).thenApply(WaitingReserves::outcome);
    }

    private void leaveForShares(Object key) {
        lock.lock();
        try {
            forShares.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private static Outcome outcome(PoolAnswer answer) {
        if (answer instanceof PoolAnswer.LineFull) {
            throw overloaded();
        }
        return answer instanceof PoolAnswer.Decided decided
                ? Outcome.decided(decided.result())
                : Outcome.timedOut((WaitTimedOut) answer);
    }

    private CompletionStage<Outcome> reserve(BudgetRequest request, Duration upTo) {
        ReserveResult result = manager.reserveBudget(request);
        if (!(result instanceof ReserveResult.Rejected rejected) || !mayPass(rejected.rejection())) {
            return CompletableFuture.completedFuture(Outcome.decided(result));
        }
        Waiter waiter = new Waiter(request, upTo, rejected);
        lock.lock();
        try {
            if (closed) {
                throw stopping();
            }
            if (line.size() >= MAX_WAITING) {
                throw overloaded();
            }
            line.add(waiter);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return waiter.answer;
    }

    /** Whether the account would have room if all that is held on it returned. */
    private boolean mayPass(Rejection rejection) {
        AccountId account = rejection.account();
        Resource resource = rejection.resource();
        return rejection.code() == Rejection.Code.ACCOUNT_EXHAUSTED
                && account != null
                && resource != null
                && accounts.show(account)
                        .filter(view -> rejection.available() + view.reserved().get(resource) >= rejection.needed())
                        .isPresent();
    }

    /** Says that something was given back here. */
    void somethingReturned() {
        lock.lock();
        try {
            if (!line.isEmpty()) {
                somethingReturned = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        List<Waiter> waiting = await();
        while (!waiting.isEmpty()) {
            Set<AccountId> tooShort = new HashSet<>();
            for (Waiter waiter : waiting) {
                AccountId account = waiter.last.rejection().account();
                boolean first = account == null || !tooShort.contains(account);
                if (waiter.answer.isDone() || (first && isDecided(waiter)) || isTimedOut(waiter)) {
                    leave(waiter);
                } else if (first) {
                    tooShort.add(waiter.last.rejection().account());
                }
            }
            waiting = await();
        }
    }

    /** Waits for someone to wait, and then for something to return or a while; empty when it is closed. */
    private List<Waiter> await() {
        lock.lock();
        try {
            while (line.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            long left = LOOK_NANOS;
            while (!closed && !somethingReturned && left > 0) {
                left = changed.awaitNanos(left);
            }
            somethingReturned = false;
            return closed ? List.of() : List.copyOf(line);
        } catch (InterruptedException e) {
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Tries it, if it seems to fit: a try that fails would count as a rejection. */
    private boolean isDecided(Waiter waiter) {
        try {
            ReserveResult result = manager.previewReserve(waiter.request, accounts);
            if (result.isApproved()) {
                result = manager.reserveBudget(waiter.request);
            }
            if (result instanceof ReserveResult.Rejected rejected
                    && rejected.rejection().code() == Rejection.Code.ACCOUNT_EXHAUSTED) {
                waiter.last = rejected;
                return false;
            }
            waiter.answer.complete(Outcome.decided(result));
        } catch (RuntimeException | Error e) {
            waiter.answer.completeExceptionally(e);
        }
        return true;
    }

    private static boolean isTimedOut(Waiter waiter) {
        return waiter.isOver() && waiter.answer.complete(Outcome.timedOut(waiter.last));
    }

    private void leave(Waiter waiter) {
        lock.lock();
        try {
            line.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException overloaded() {
        return Problem.of(503, "OVERLOADED", "as many reserves wait as may")
                .remedy("repeat it with the same id after a moment, or without waiting")
                .retryAfter(1)
                .exception();
    }

    private static RuntimeException stopping() {
        return Problem.of(503, "STOPPING", "this process is stopping")
                .remedy("repeat it with the same id, at another process or once this one runs again")
                .retryAfter(1)
                .exception();
    }

    /** Answers all that wait that the process stops, and takes no more. */
    @Override
    public void close() {
        List<Waiter> left;
        List<CompletableFuture<PoolAnswer>> leftForShares;
        lock.lock();
        try {
            closed = true;
            leftForShares = List.copyOf(forShares.values());
            left = List.copyOf(line);
            line.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.answer.completeExceptionally(stopping()));
        leftForShares.forEach(answer -> answer.completeExceptionally(stopping()));
    }
}
