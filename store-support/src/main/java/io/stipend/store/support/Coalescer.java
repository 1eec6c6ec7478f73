package io.stipend.store.support;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.core.spi.StoreFigure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Combines concurrent calls into one round trip. A caller that finds a free connection runs all waiting calls,
 * including its own, at once. So a single caller has no delay, and no other thread is between it and the server.
 * Callers that arrive in the meantime wait in a queue. When a batch is done, each of its callers gets its own answer.
 * One of the waiting callers then starts the next batch, as soon as no more callers arrive: those that were just
 * answered mostly call again at once, and waiting for them costs much less than another round trip. There is no thread
 * and no timer.
 *
 * <p>Thread safe; callers may be virtual threads. A call that waits longer than its deadline gives up.
 *
 * @param <C> the command
 * @param <A> the answer
 */
public final class Coalescer<C, A> {

    private final int maxBatch;
    private final Supplier<Predicate<C>> admission;
    private final Consumer<List<Call<C, A>>> runner;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Call<C, A>> waiting = new ArrayDeque<>();
    private int free;

    private final LongAdder batches = new LongAdder();
    private final LongAdder batchedCalls = new LongAdder();

    /**
     * Creates a coalescer.
     *
     * @param connections how many batches may run at once
     * @param maxBatch how many calls one batch has at most
     * @param admission supplies a predicate for each batch, which decides for one command after the other whether it
     *     may join the batch. It must admit the first. A command that may not join waits for the next batch
     * @param runner runs a batch: sets an answer or a failure on each of its calls
     */
    public Coalescer(
            int connections, int maxBatch, Supplier<Predicate<C>> admission, Consumer<List<Call<C, A>>> runner) {
        this.free = connections;
        this.maxBatch = maxBatch;
        this.admission = admission;
        this.runner = runner;
    }

    /** Runs a command, in a batch with other waiting commands, and returns its answer. */
    public A run(C command, long deadlineNanos) {
        Call<C, A> call = new Call<>(command, deadlineNanos);
        lock.lock();
        try {
            waiting.addLast(call);
            if (free > 0) {
                free--;
                call.leads = true;
            }
        } finally {
            lock.unlock();
        }
        // The batch has calls of others. So an interrupt must not cut it short, and its caller still gets an answer.
        boolean interrupted = Thread.interrupted();
        try {
            while (!call.isFinished()) {
                if (isChosen(call)) {
                    runBatch(call);
                } else if (!call.isFinished()) {
                    // Checked once more, because waiting for the lock parks too and may have consumed the wake-up.
                    LockSupport.parkNanos(this, Math.max(1, deadlineNanos - System.nanoTime()));
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return call.result();
    }

    /** How many batches were started and how many calls they carried. The second divided by the first is the mean batch. */
    public List<StoreFigure> figures() {
        return List.of(
                StoreFigure.counter("stipend.store.batches", "Round trips that carried calls", batches::sum),
                StoreFigure.counter("stipend.store.batched.calls", "Calls carried by them", batchedCalls::sum),
                StoreFigure.gauge("stipend.store.queue", "Calls that wait for a round trip", this::countWaiting));
    }

    /** Whether the call's caller runs the next batch. Throws if it does not and has waited too long. */
    private boolean isChosen(Call<C, A> call) {
        lock.lock();
        try {
            if (call.leads) {
                return true;
            } else if (call.isFinished() || System.nanoTime() - call.deadlineNanos() < 0) {
                return false;
            } else if (!call.queued) {
                throw new OutcomeUnknownException(
                        "the server did not answer in time; the same call, with the same operation id, is safe",
                        new TimeoutException("call timeout"));
            }
            waiting.remove(call);
            throw new CreditStoreException(
                    Kind.UNAVAILABLE,
                    "the call's turn did not come in time, and nothing was done: the server is slow or away,"
                            + " or there are too many callers for its connections");
        } finally {
            lock.unlock();
        }
    }

    /** Runs one batch. The leader continues to lead until its own call is done, which may not be in the first batch. */
    private void runBatch(Call<C, A> leader) {
        List<Call<C, A>> batch = new ArrayList<>();
        if (leader.mayGather) {
            gather();
        }
        lock.lock();
        try {
            if (!leader.leads) {
                // Since it was chosen, another batch has taken its call and given its connection away.
                return;
            }
            takeBatch(batch, leader);
        } finally {
            lock.unlock();
        }
        boolean ran = false;
        try {
            runner.accept(batch);
            ran = true;
        } finally {
            if (!ran) {
                for (Call<C, A> call : batch) {
                    call.fail(() -> new CreditStoreException(
                            Kind.INTERNAL, "the thread that ran the batch failed; its own exception says why"));
                }
            }
            // Callers are woken before the next leader, so that they can call again and join its batch.
            batch.forEach(Call::finish);
            lock.lock();
            try {
                if (!leader.queued) {
                    leader.leads = false;
                    chooseLeader();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Yields as long as more callers arrive. Takes about a microsecond if none does. */
    @SuppressWarnings("ThreadPriorityCheck") // Only throughput depends on it, not correctness.
    private void gather() {
        int before;
        int after = countWaiting();
        do {
            before = after;
            Thread.yield();
            after = countWaiting();
        } while (before < after && after < maxBatch);
    }

    private int countWaiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the calls that fit together, in order of arrival. The others keep their place in the queue. */
    private void takeBatch(List<Call<C, A>> batch, Call<C, A> leader) {
        List<Call<C, A>> later = new ArrayList<>();
        boolean isAlone = waiting.size() == 1;
        Predicate<C> admits = isAlone ? command -> true : admission.get();
        int leads = 0;
        while (batch.size() < maxBatch && !waiting.isEmpty()) {
            Call<C, A> call = waiting.removeFirst();
            if (!admits.test(call.command())) {
                later.add(call);
                continue;
            }
            batch.add(call);
            call.queued = false;
            if (call.leads && call != leader) {
                // It was chosen and has not noticed yet, so its connection goes to another caller.
                call.leads = false;
                leads++;
            }
        }
        for (int i = later.size() - 1; i >= 0; i--) {
            waiting.addFirst(later.get(i));
        }
        batches.increment();
        batchedCalls.add(batch.size());
        for (int i = 0; i < leads; i++) {
            chooseLeader();
        }
    }

    /** Gives a connection to a waiting caller, or marks it as free. */
    private void chooseLeader() {
        for (Call<C, A> call : waiting) {
            if (!call.leads) {
                call.leads = true;
                call.mayGather = true;
                call.wake();
                return;
            }
        }
        free++;
    }
}
