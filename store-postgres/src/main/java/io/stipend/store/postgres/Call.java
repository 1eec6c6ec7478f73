package io.stipend.store.postgres;

import io.stipend.core.error.CreditStoreException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command whose caller waits for the answer. What the queue decides about it is written under the queue's lock; the
 * answer is written by the thread that ran its batch, before {@link #finish}.
 */
final class Call {

    final Command command;
    final long deadlineNanos;
    private final Thread caller = Thread.currentThread();

    /** Whether it waits in the queue; guarded by the queue's lock. */
    boolean queued = true;

    /** Whether its caller is to run the next batch; guarded by the queue's lock. */
    boolean leads;

    private @Nullable Answer answer;
    private @Nullable Supplier<CreditStoreException> failure;
    private volatile boolean finished;

    Call(Command command, long deadlineNanos) {
        this.command = command;
        this.deadlineNanos = deadlineNanos;
    }

    void answer(Answer given) {
        answer = given;
        failure = null;
    }

    void fail(Supplier<CreditStoreException> why) {
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

    /** What the caller is told; once it is finished. */
    Answer result() {
        if (failure != null) {
            throw failure.get();
        }
        if (answer == null) {
            throw new CreditStoreException(
                    CreditStoreException.Kind.INTERNAL, "the database gave no answer to " + command);
        }
        return answer;
    }
}
