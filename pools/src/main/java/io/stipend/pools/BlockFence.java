package io.stipend.pools;

/**
 * Whether callers may reserve from a block at this moment: what each reserve reads, without a lock.
 *
 * <p>What always holds: the fence is ahead only while the store holds the block for this node. It is reckoned from the first sending of the
 * call that renewed the lease, and is {@code guard} before the lease's end. It is open only between the answer that formed a block and what
 * ends it.
 *
 * <p>Both fields are volatile: written under the steering lock of the {@link PathBlock}, read by any thread.
 */
final class BlockFence {

    private final long admittingNanos;
    private volatile boolean open;
    private volatile long fenceNanos;

    BlockFence(BlockConfig config) {
        this.admittingNanos = config.lease().minus(config.guard()).toNanos();
    }

    /** Whether there is a block to reserve from, for those who are not past the fence. */
    boolean isOpen() {
        return open;
    }

    /** Whether the store may have given the block's budget to somebody else by now. */
    boolean isPast(long now) {
        return now - fenceNanos >= 0;
    }

    /** The store has the block for this node for a lease from when it was asked, at least. */
    void renewed(long sentAtNanos) {
        fenceNanos = sentAtNanos + admittingNanos;
    }

    void open() {
        open = true;
    }

    void shut() {
        open = false;
    }
}
