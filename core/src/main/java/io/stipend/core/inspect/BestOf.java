package io.stipend.core.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the first few of many, whatever the order in which they come. Not thread safe. */
final class BestOf<T> {

    private final Comparator<? super T> order;
    private final int most;
    private final PriorityQueue<T> kept;
    private boolean more;

    BestOf(Comparator<? super T> order, int most) {
        this.order = order;
        this.most = most;
        this.kept = new PriorityQueue<>(order.reversed());
    }

    void add(T one) {
        kept.add(one);
        if (kept.size() > most) {
            kept.remove();
            more = true;
        }
    }

    /** Whether there were more than are kept. */
    boolean hasMore() {
        return more;
    }

    List<T> inOrder() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(order);
        return List.copyOf(sorted);
    }
}
