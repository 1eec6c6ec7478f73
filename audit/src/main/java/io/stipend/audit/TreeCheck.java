package io.stipend.audit;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares reservations with those that were split from them: what the one says it gave or got back, the other must have got or given
 * in the same moment. A parent may be forgotten before its children, so a parent that is not there accuses nobody. Parents and children
 * are kept in memory. Not thread safe.
 */
final class TreeCheck {

    /** What moved between a parent and a child, as one of both has it. */
    private record Moved(long atMillis, ResourceVector given, ResourceVector returned) {}

    /** The same, and whose entry says so. */
    private record Entry(String parent, long sequence, Moved moved) {}

    /** A reservation that was split from another. */
    private record Child(String parent, long openedAtMillis, Moved opening, List<Moved> own) {}

    private final Map<String, Child> children = new HashMap<>();
    private final Map<String, List<Entry>> entries = new HashMap<>();
    private final Map<String, Long> openedAtMillis = new HashMap<>();

    void add(StoredReservation stored) {
        ReservationSnapshot snapshot = stored.snapshot();
        String id = snapshot.header().id().value();
        String parent = snapshot.header().parentId();
        if (parent != null) {
            children.put(id, child(parent, stored));
        }
        boolean isParent = false;
        for (JournalEntry.OfReservation operation : stored.operations()) {
            if (operation instanceof JournalEntry.Split split) {
                isParent = true;
                Moved moved = new Moved(split.atMillis(), split.given(), split.returned());
                entries.computeIfAbsent(split.childId(), child -> new ArrayList<>())
                        .add(new Entry(id, split.sequence(), moved));
            }
        }
        if (isParent || parent != null) {
            openedAtMillis.put(id, snapshot.header().openedAtMillis());
        }
    }

    private static Child child(String parent, StoredReservation stored) {
        ReservationSnapshot snapshot = stored.snapshot();
        long openedAt = snapshot.header().openedAtMillis();
        Moved opening = new Moved(openedAt, snapshot.asked(), ResourceVector.ZERO);
        List<Moved> own = new ArrayList<>();
        own.add(opening);
        for (JournalEntry.OfReservation operation : stored.operations()) {
            if (operation instanceof JournalEntry.Extended extended) {
                own.add(new Moved(extended.atMillis(), extended.added(), extended.returned()));
            }
        }
        JournalEntry.Closed closing = snapshot.closing();
        if (closing != null) {
            long closedAt = closing.late() ? stored.expiredAtMillis().orElse(-1) : closing.atMillis();
            ResourceVector charged = closing.late() ? closing.bookedBefore() : closing.charged();
            own.add(new Moved(closedAt, ResourceVector.ZERO, closing.held().excessOver(charged)));
        }
        return new Child(parent, openedAt, opening, own);
    }

    /** Compares both sides after everything has been read. */
    void finish(Findings findings) {
        children.forEach((id, child) -> {
            List<Entry> ofParents = entries.getOrDefault(id, List.of());
            Entry strange = firstStrange(child, ofParents);
            if (strange != null) {
                tell(
                        id,
                        strange.moved.toString(),
                        "what the child has",
                        "reservation " + strange.parent + " says with its entry number " + strange.sequence
                                + " what moved between it and reservation " + id + ", and by that this is not so",
                        findings);
            } else if (isMissed(child, ofParents)) {
                tell(
                        id,
                        "split from " + child.parent,
                        "an entry of " + child.parent,
                        "reservation " + id + " was split from reservation " + child.parent
                                + ", which has no entry of that",
                        findings);
            } else if (isItsOwnAncestor(id)) {
                tell(
                        id,
                        "split from " + child.parent,
                        "another parent, or none",
                        "reservation " + id + " was split from one that was split from it",
                        findings);
            }
        });
        entries.forEach((id, ofParents) -> {
            if (!children.containsKey(id) && openedAtMillis.containsKey(id)) {
                tell(
                        id,
                        "no parent",
                        "split from " + ofParents.get(0).parent,
                        "reservation " + id + " was split from no other, and reservation " + ofParents.get(0).parent
                                + " has an entry of that",
                        findings);
            }
        });
    }

    /** What moved when a late settlement's expiry was is not kept by every store; then any moment will do. */
    private static @Nullable Entry firstStrange(Child child, List<Entry> ofParents) {
        List<Moved> left = new ArrayList<>(child.own);
        for (Entry entry : ofParents) {
            Moved same = left.stream()
                    .filter(own -> (own.atMillis == entry.moved.atMillis || own.atMillis < 0)
                            && own.given.equals(entry.moved.given)
                            && own.returned.equals(entry.moved.returned))
                    .findFirst()
                    .orElse(null);
            if (same == null || !entry.parent.equals(child.parent)) {
                return entry;
            }
            left.remove(same);
        }
        return null;
    }

    /** A parent that was opened later is another reservation of that id; the child's own is forgotten. */
    private boolean isMissed(Child child, List<Entry> ofParents) {
        Long opened = openedAtMillis.get(child.parent);
        return opened != null
                && opened <= child.openedAtMillis
                && ofParents.stream().noneMatch(entry -> entry.moved.equals(child.opening));
    }

    private boolean isItsOwnAncestor(String id) {
        Set<String> met = new HashSet<>();
        Child at = children.get(id);
        while (at != null && met.add(at.parent)) {
            if (at.parent.equals(id)) {
                return true;
            }
            at = children.get(at.parent);
        }
        return false;
    }

    private static void tell(String child, String found, String expected, String sentence, Findings findings) {
        findings.tell(Drift.Kind.TREE, child, found, expected, sentence, ReservationCheck.ADVICE);
    }
}
