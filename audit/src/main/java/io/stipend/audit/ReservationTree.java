package io.stipend.audit;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A reservation with all that was split from it, as far as it is kept. Read one reservation after the other, so those that change
 * meanwhile may be seen before or after that. Immutable.
 *
 * @param root the reservation
 * @param children the trees of those that were split from it, the first first
 */
public record ReservationTree(ReservationSnapshot root, List<ReservationTree> children) {

    public ReservationTree {
        children = List.copyOf(children);
    }

    /** Reads the tree of a reservation; empty if that is not known. Asks the store once for each reservation. */
    public static Optional<ReservationTree> read(CreditStore store, ReservationId root) {
        return store.find(root).map(found -> read(store, found, new HashSet<>(Set.of(root))));
    }

    private static ReservationTree read(CreditStore store, ReservationSnapshot root, Set<ReservationId> met) {
        List<ReservationTree> children = new ArrayList<>();
        for (ReservationSnapshot child : store.children(root.header().id())) {
            // Damaged books could lead in a circle.
            if (met.add(child.header().id())) {
                children.add(read(store, child, met));
            }
        }
        return new ReservationTree(root, children);
    }

    /** All reservations of the tree, each before its children. */
    public List<ReservationSnapshot> all() {
        List<ReservationSnapshot> all = new ArrayList<>(List.of(root));
        children.forEach(child -> all.addAll(child.all()));
        return all;
    }

    /** What the open ones hold together. */
    public ResourceVector held() {
        return sum(snapshot -> snapshot.isOpen() ? snapshot.held() : ResourceVector.ZERO);
    }

    /** What all of them have used together. Of compute time and memory that is the sum of each one's most. */
    public ResourceVector used() {
        return sum(ReservationSnapshot::used);
    }

    private ResourceVector sum(Function<ReservationSnapshot, ResourceVector> amounts) {
        ResourceVector sum = ResourceVector.ZERO;
        for (ReservationSnapshot one : all()) {
            sum = sum.plus(amounts.apply(one));
        }
        return sum;
    }
}
