package io.stipend.store.support;

import io.stipend.core.error.CreditStoreException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command whose caller waits for the answer. What the queue decides about it is written under the queue's lock; the
 * answer is written by the thread that ran its batch, before {@link #finish}.
 *
 * @param <C> the command
 * @param <A> the answer
 */
public final class Call<C, A> {

    private final C command;
    private final long deadlineNanos;
    private final Thread caller = Thread.currentThread();

    /** Whether it waits in the queue; guarded by the queue's lock. */
    boolean queued = true;

    /** Whether its caller is to run the next batch; guarded by the queue's lock. */
    boolean leads;

    /** Whether it was chosen after another batch, whose callers may be about to come again. */
    volatile boolean mayGather;

    private @Nullable A answer;
    private @Nullable Supplier<CreditStoreException> failure;
    private volatile boolean finished;

    /**
     * A call of the current thread.
     *
     * @param deadlineNanos until when its caller waits, by {@link System#nanoTime}
     */
    public Call(C command, long deadlineNanos) {
        this.command = command;
        this.deadlineNanos = deadlineNanos;
    }

    public C command() {
        return command;
    }

    /** Until when its caller waits, by {@link System#nanoTime}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Gives the answer. */
    public void answer(A given) {
        answer = given;
        failure = null;
    }

    /**
     * Gives a failure.
     *
     * @param why makes the exception in the caller's thread, so that it has the caller's stack
     */
    public void fail(Supplier<CreditStoreException> why) {
        failure = why;
    }

    /** Lets the caller see what was given. */
    void finish() {
        finished = true;
        wake();
    }

    boolean isFinished() {
        return finished;
    }

    void wake() {
        if (caller != Thread.currentThread()) {
            LockSupport.unpark(caller);
        }
    }

    /** What the caller is told, once it was given. */
    public A result() {
        if (failure != null) {
            throw failure.get();
        }
        if (answer == null) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.INTERNAL, "the server gave no answer to " + command);
        }
        return answer;
    }
}
