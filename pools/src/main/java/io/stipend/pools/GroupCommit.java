package io.stipend.pools;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has many callers' entries written together: while one group is being written, who comes gathers in the next. The first of a group writes for
 * all of it. So one write, which may wait for the disk, serves all who waited for the one before.
 *
 * <p>There are two groups at most, one that is written and one that gathers, and only the first of each contends for the turn to write. The
 * others wait for their group's end and are woken together, without a lock that each would have to take in turn. Thread safe.
 */
final class GroupCommit {

    /** Writes all entries that were added by now. One call at a time. */
    @FunctionalInterface
    interface Write {
        void write() throws IOException;
    }

    private final Write write;

    /** Held by the first of a group while it writes. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Guards which group gathers. Never held while anything is written. */
    private final ReentrantLock gathering = new ReentrantLock();

    private @Nullable CompletableFuture<@Nullable IOException> group;

    GroupCommit(Write write) {
        this.write = write;
    }

    /**
     * Returns when a write that began after this call has ended. What the caller added before is in it. Blocks like the disk.
     *
     * @throws IOException if that write failed: all of the group are told so, and nobody else
     */
    void await() throws IOException {
        CompletableFuture<@Nullable IOException> joined;
        boolean first;
        gathering.lock();
        try {
            first = group == null;
            joined = group == null ? new CompletableFuture<>() : group;
            group = joined;
        } finally {
            gathering.unlock();
        }
        if (first) {
            writeFor(joined);
        }
        IOException failure = joined.join();
        if (failure != null) {
            // Each has its own, because callers add to what they are thrown.
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void writeFor(CompletableFuture<@Nullable IOException> members) {
        turn.lock();
        try {
            endGathering();
            write.write();
            members.complete(null);
        } catch (IOException e) {
            members.complete(e);
        } catch (RuntimeException | Error e) {
            members.completeExceptionally(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    /** Who comes from now on may have added something that this write does not take. */
    private void endGathering() {
        gathering.lock();
        try {
            group = null;
        } finally {
            gathering.unlock();
        }
    }
}
