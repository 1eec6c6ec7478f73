package io.stipend.server.internal.api;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.server.internal.json.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reserves that wait until others' holds return. Of those that an account is too short for, the first that came is tried alone, so a large
 * one is not passed by small ones that wait as well; who does not wait at all may pass. One thread tries them all: when something returns
 * here, and else every {@value #LOOK_MILLIS} ms, for what returns at other processes. Thread safe.
 */
public final class WaitingReserves implements AutoCloseable {

    /** The longest wait. */
    static final long MAX_WAIT_MILLIS = 60_000;

    private static final int MAX_WAITING = 1_000;
    private static final long LOOK_MILLIS = 50;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);

    private final ResourceManager manager;
    private final AccountAdministration accounts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiter> line = new ArrayDeque<>();
    private final Thread looker = new Thread(this::look, "stipend-waiting-reserves");
    private boolean somethingReturned;
    private boolean closed;

    /** One that waits; but for the answer, only the looker's thread uses it once it is in the line. */
    private static final class Waiter {

        private final BudgetRequest request;
        private final long beganNanos = System.nanoTime();
        private final long upToNanos;
        private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
        private Rejection last;

        Waiter(BudgetRequest request, Duration upTo, Rejection first) {
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
     */
    record Outcome(ReserveResult result, boolean timedOut) {}

    public WaitingReserves(ResourceManager manager, AccountAdministration accounts) {
        this.manager = manager;
        this.accounts = accounts;
        looker.setDaemon(true);
        looker.start();
    }

    /**
     * Reserves, on the caller's thread; if an account is too short for it and holds may return, it waits without a thread. What waiting does
     * not remedy is answered at once.
     */
    CompletionStage<Outcome> reserve(BudgetRequest request, Duration upTo) {
        ReserveResult result = manager.reserveBudget(request);
        if (!(result instanceof ReserveResult.Rejected rejected) || !mayPass(rejected.rejection())) {
            return CompletableFuture.completedFuture(new Outcome(result, false));
        }
        Waiter waiter = new Waiter(request, upTo, rejected.rejection());
        lock.lock();
        try {
            if (closed) {
                throw stopping();
            }
            if (line.size() >= MAX_WAITING) {
                throw Problem.of(503, "OVERLOADED", "as many reserves wait as may")
                        .remedy("repeat it with the same id after a moment, or without waiting")
                        .retryAfter(1)
                        .exception();
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
                AccountId account = waiter.last.account();
                boolean first = account == null || !tooShort.contains(account);
                if (waiter.answer.isDone() || (first && isDecided(waiter)) || isTimedOut(waiter)) {
                    leave(waiter);
                } else if (first) {
                    tooShort.add(waiter.last.account());
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
                waiter.last = rejected.rejection();
                return false;
            }
            waiter.answer.complete(new Outcome(result, false));
        } catch (RuntimeException | Error e) {
            waiter.answer.completeExceptionally(e);
        }
        return true;
    }

    private static boolean isTimedOut(Waiter waiter) {
        return waiter.isOver() && waiter.answer.complete(new Outcome(new ReserveResult.Rejected(waiter.last), true));
    }

    private void leave(Waiter waiter) {
        lock.lock();
        try {
            line.remove(waiter);
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(line);
            line.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.answer.completeExceptionally(stopping()));
    }
}
