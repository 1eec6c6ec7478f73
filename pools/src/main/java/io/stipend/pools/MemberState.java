package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a node knows of one member of a pool, and who waits for it here. Guarded by the lock of its line. */
final class MemberState {

    private final String name;
    private Entitlement entitlement;

    /** What the last reading showed: in use, and waiting on other nodes. */
    private ResourceVector read = ResourceVector.ZERO;

    private ResourceVector wantedElsewhere = ResourceVector.ZERO;

    /** What changed here since that reading was asked for; it may or may not show it. */
    private final Deque<Change> changes = new ArrayDeque<>();

    /** What is being asked of the store just now. */
    private final long[] pending = new long[Resource.count()];

    private final NavigableSet<Waiter> waiters = new TreeSet<>();
    private final long[] waiting = new long[Resource.count()];

    private @Nullable Notice ticket;

    private final UnservedTime unserved = new UnservedTime();

    /** Its place in the shares computed last; −1 if it has none there. */
    private int index = -1;

    private record Change(long atNanos, ResourceVector more, ResourceVector less) {}

    MemberState(String name, Entitlement entitlement) {
        this.name = name;
        this.entitlement = entitlement;
    }

    String name() {
        return name;
    }

    Entitlement entitlement() {
        return entitlement;
    }

    void entitlement(Entitlement other) {
        entitlement = other;
    }

    int index() {
        return index;
    }

    void index(int place) {
        index = place;
    }

    /** Takes over a reading that was asked for at some time. */
    void read(ResourceVector inUse, ResourceVector wanted, long askedAtNanos) {
        if (!inUse.excessOver(read).excessOver(use(false).excessOver(read)).isZero()) {
            // By another node: what this one did is known.
            unserved.served(askedAtNanos);
        }
        read = inUse;
        wantedElsewhere = ticket == null ? wanted : wanted.excessOver(ticket.held());
        while (!changes.isEmpty() && changes.peekFirst().atNanos() - askedAtNanos < 0) {
            changes.removeFirst();
        }
    }

    /** Its use changed through this node. */
    void changed(long atNanos, ResourceVector more, ResourceVector less) {
        changes.addLast(new Change(atNanos, more, less));
    }

    /** The store said how much of a resource is in use. */
    void learn(Resource resource, long inUse) {
        long known = use(false).get(resource);
        ResourceVector more = ResourceVector.of(resource, Math.max(0, inUse - known));
        read = read.plus(more).minus(read.atMost(ResourceVector.of(resource, Math.max(0, known - inUse))));
    }

    void pending(ResourceVector need, int sign) {
        if (sign > 0) {
            need.addTo(pending, 0);
        } else {
            need.subtractFrom(pending, 0);
        }
    }

    /** What it has in use, and is about to have. */
    ResourceVector use() {
        return use(true);
    }

    private ResourceVector use(boolean withPending) {
        long[] sums = new long[Resource.count()];
        read.addTo(sums, 0);
        for (Change change : changes) {
            change.more().addTo(sums, 0);
            change.less().subtractFrom(sums, 0);
        }
        return ResourceVector.map(
                resource -> bounded(sums[resource.ordinal()] + (withPending ? pending[resource.ordinal()] : 0)));
    }

    /** What waits for it, here and elsewhere. */
    ResourceVector want() {
        return ResourceVector.map(resource -> bounded(wantedElsewhere.get(resource) + waiting[resource.ordinal()]));
    }

    /** Whether it waits for what it is guaranteed. */
    boolean isOwed() {
        ResourceVector missing = entitlement.minimum().isZero()
                ? ResourceVector.ZERO
                : entitlement.minimum().excessOver(use());
        return !missing.isZero() && !missing.atMost(want()).isZero();
    }

    /** For how long it has waited for that and was given nothing. */
    UnservedTime unserved() {
        return unserved;
    }

    ResourceVector wantedElsewhere() {
        return wantedElsewhere;
    }

    /** What waits for it here. */
    ResourceVector waitingHere() {
        return ResourceVector.map(resource -> bounded(waiting[resource.ordinal()]));
    }

    private static long bounded(long amount) {
        return Math.max(0, Math.min(amount, Checks.MAX_AMOUNT));
    }

    void enqueue(Waiter waiter) {
        waiters.add(waiter);
        waiter.need().addTo(waiting, 0);
    }

    /** Whether it did wait. */
    boolean dequeue(Waiter waiter) {
        boolean removed = waiters.remove(waiter);
        if (removed) {
            waiter.need().subtractFrom(waiting, 0);
        }
        return removed;
    }

    @Nullable
    Waiter head() {
        return waiters.isEmpty() ? null : waiters.first();
    }

    Stream<Waiter> waiting() {
        return List.copyOf(waiters).stream();
    }

    int waiters() {
        return waiters.size();
    }

    /** The place of one that waits, 1 being the next. */
    int placeOf(Waiter waiter) {
        return 1 + waiters.headSet(waiter).size();
    }

    @Nullable
    Notice ticket() {
        return ticket;
    }

    void ticket(@Nullable Notice notice) {
        ticket = notice;
    }
}
