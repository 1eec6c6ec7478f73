package io.stipend.store.support;

import io.stipend.core.spi.CreditStoreException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command whose caller waits for the answer. The queue's decisions about it are written under the queue's lock. The
 * thread that runs its batch writes the answer, before {@link #finish}.
 *
 * @param <C> the command
 * @param <A> the answer
 */
public final class Call<C, A> {

    private final C command;
    private final long deadlineNanos;
    private final Thread caller = Thread.currentThread();

    /** Whether it is in the queue; guarded by the queue's lock. */
    boolean queued = true;

    /** Whether its caller runs the next batch; guarded by the queue's lock. */
    boolean leads;

    /** Whether it was chosen right after another batch, whose callers may soon call again. */
    volatile boolean mayGather;

    private @Nullable A answer;
    private @Nullable Supplier<CreditStoreException> failure;
    private volatile boolean finished;

    /**
     * Creates a call of the current thread.
     *
     * @param deadlineNanos the {@link System#nanoTime} until which the caller waits
     */
    public Call(C command, long deadlineNanos) {
        this.command = command;
        this.deadlineNanos = deadlineNanos;
    }

    public C command() {
        return command;
    }

    /** The {@link System#nanoTime} until which the caller waits. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sets the answer. */
    public void answer(A given) {
        answer = given;
        failure = null;
    }

    /**
     * Sets a failure.
     *
     * @param why creates the exception in the caller's thread, so that it has the caller's stack
     */
    public void fail(Supplier<CreditStoreException> why) {
        failure = why;
    }

    /** Wakes the caller, who then sees the answer or the failure. */
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

    /** Returns the answer, or throws the failure. Only after {@link #finish}. */
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
