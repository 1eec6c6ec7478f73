package io.stipend.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps the first few of many elements, in whatever order they come. Takes little more than one comparison for each that is not
 * among them. Not thread safe.
 */
public final class BestOf<T> {

    private final Comparator<? super T> order;
    private final int limit;
    private final PriorityQueue<T> kept;
    private boolean more;

    /**
     * Of none yet.
     *
     * @param limit how many are kept; at least 1
     */
    public BestOf(Comparator<? super T> order, int limit) {
        this.order = order;
        this.limit = limit;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    /** Takes one more element. */
    public void add(T one) {
        if (kept.size() == limit && order.compare(one, kept.element()) >= 0) {
            more = true;
            return;
        }
        kept.add(one);
        if (kept.size() > limit) {
            kept.remove();
            more = true;
        }
    }

    /** Whether there were more elements than are kept. */
    public boolean hasMore() {
        return more;
    }

    /** Those that are kept, the first first. */
    public List<T> inOrder() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return List.copyOf(sorted);
    }
}
