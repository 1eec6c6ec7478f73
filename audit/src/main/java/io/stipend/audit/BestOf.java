package io.stipend.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the first few of many elements, in whatever order they come. Not thread safe. */
final class BestOf<T> {

    private final Comparator<? super T> order;
    private final int limit;
    private final PriorityQueue<T> kept;
    private boolean more;

    BestOf(Comparator<? super T> order, int limit) {
        this.order = order;
        this.limit = limit;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void add(T one) {
        kept.add(one);
        if (kept.size() > limit) {
            kept.remove();
            more = true;
        }
    }

    /** Whether there were more elements than are kept. */
    boolean hasMore() {
        return more;
    }

    List<T> inOrder() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return List.copyOf(sorted);
    }
}
