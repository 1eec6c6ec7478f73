package io.stipend.pools;

import io.stipend.core.ReserveResult;
import io.stipend.core.model.ResourceVector;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A request that waits, or is tried. Guarded by the lock of its line. Ordered by priority, then by arrival. */
final class Waiter implements Comparable<Waiter> {

    private final MemberState member;
    private final ResourceVector need;
    private final int priority;
    private final long number;
    private final long enteredAtNanos;
    private final Attempt attempt;
    private final CompletableFuture<PoolAnswer> answer = new CompletableFuture<>();

    /**
     * How to reserve.
     *
     * @param reserve blocks like the store
     * @param undo gives back what nobody waits for any more
     */
    record Attempt(Supplier<ReserveResult> reserve, Consumer<ReserveResult.Approved> undo) {}

    /** What was known when the store refused it: it is not tried again before more is known. */
    private long refusedAt = -1;

    private boolean expired;
    private boolean earmarkedInVain;

    Waiter(MemberState member, ResourceVector need, int priority, long number, long enteredAtNanos, Attempt attempt) {
        this.member = member;
        this.need = need;
        this.priority = priority;
        this.number = number;
        this.enteredAtNanos = enteredAtNanos;
        this.attempt = attempt;
    }

    MemberState member() {
        return member;
    }

    ResourceVector need() {
        return need;
    }

    long waitedNanos(long nowNanos) {
        return nowNanos - enteredAtNanos;
    }

    ReserveResult attempt() {
        return attempt.reserve().get();
    }

    void undo(ReserveResult.Approved approved) {
        attempt.undo().accept(approved);
    }

    CompletableFuture<PoolAnswer> answer() {
        return answer;
    }

    boolean wasRefusedAt(long knowledge) {
        return refusedAt == knowledge;
    }

    void refusedAt(long knowledge) {
        refusedAt = knowledge;
    }

    boolean isExpired() {
        return expired;
    }

    void expire() {
        expired = true;
    }

    /** Written and read by the thread that gives notices. */
    boolean wasEarmarkedInVain() {
        return earmarkedInVain;
    }

    void earmarkedInVain() {
        earmarkedInVain = true;
    }

    @Override
    public int compareTo(Waiter other) {
        return priority != other.priority
                ? Integer.compare(other.priority, priority)
                : Long.compare(number, other.number);
    }
}
