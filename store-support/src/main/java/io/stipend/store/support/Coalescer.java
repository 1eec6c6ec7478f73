package io.stipend.store.support;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.error.OutcomeUnknownException;
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
 * Makes one round trip of many calls. A caller who finds a connection free runs what is waiting, its own call among it, at
 * once: one caller alone pays no delay, and no thread stands between it and the server. Those who come
 * while it runs wait in a queue. When a batch is done, each of its callers takes its own answer home, and one of those who
 * wait begins the next one as soon as no more callers come: those who were just answered mostly come again at once, and a
 * round trip costs much more than the moment it takes them. No thread of its own, no timer.
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
     * Coalesces calls for a server.
     *
     * @param connections how many batches may run at once
     * @param maxBatch how many calls one batch has at most
     * @param admission makes, for each batch, what decides in turn whether a command may join those that have; it admits
     *     the first. Whoever may not, waits for the next batch
     * @param runner runs a batch: gives each of its calls an answer or a failure
     */
    public Coalescer(
            int connections, int maxBatch, Supplier<Predicate<C>> admission, Consumer<List<Call<C, A>>> runner) {
        this.free = connections;
        this.maxBatch = maxBatch;
        this.admission = admission;
        this.runner = runner;
    }

    /** Runs a command, in a batch with others where others are there, and returns its answer. */
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
        // Others are in the batch: whoever is interrupted must not cut their statement, and still gets its own answer.
        boolean interrupted = Thread.interrupted();
        try {
            while (!call.isFinished()) {
                if (isChosen(call)) {
                    runBatch(call);
                } else if (!call.isFinished()) {
                    // Asked once more: to wait for the lock is to park, too, and may have used up the wake-up.
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

    /** How many batches were begun, and how many calls were in them: what one stands for on average is the quotient. */
    public List<StoreFigure> figures() {
        return List.of(
                StoreFigure.counter("stipend.store.batches", "Round trips that carried calls", batches::sum),
                StoreFigure.counter("stipend.store.batched.calls", "Calls carried by them", batchedCalls::sum),
                StoreFigure.gauge("stipend.store.queue", "Calls that wait for a round trip", this::countWaiting));
    }

    /** Whether the call's caller is to run the next batch. If not, and it has waited too long, gives up. */
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

    /** Runs one batch. The leader goes on leading until its own call is done: it may not be in the first one. */
    private void runBatch(Call<C, A> leader) {
        List<Call<C, A>> batch = new ArrayList<>();
        if (leader.mayGather) {
            gather();
        }
        lock.lock();
        try {
            if (!leader.leads) {
                // Another batch took its call, and its connection with it, since it was chosen.
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
            // Callers are told before the next leader is: they come again meanwhile, and share its batch.
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

    /** Lets others run, and come, while they do: by as little as a microsecond, where nobody does. */
    @SuppressWarnings("ThreadPriorityCheck") // Correctness does not hang on it, throughput does.
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

    /** Takes what goes together, in the order in which it came; the rest keeps its place. */
    private void takeBatch(List<Call<C, A>> batch, Call<C, A> leader) {
        List<Call<C, A>> later = new ArrayList<>();
        Predicate<C> admits = admission.get();
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
                // It was chosen and has not noticed yet: its connection goes to another.
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

    /** Gives a connection to somebody who waits, or back. */
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
