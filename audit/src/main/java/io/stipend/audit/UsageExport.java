package io.stipend.audit;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import io.stipend.core.spi.check.Checks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what a tenant's reservations were charged, by user, swarm and day, from the reservations that the store still
 * has. A closed reservation counts on the day on which it was closed or settled late. What open reservations have used
 * so far is added up separately, on the day on which they were opened. The sums are kept in memory. Immutable and
 * thread safe; blocks like the store.
 *
 * @param by what to group by; an empty set adds up everything
 * @param zone the zone of the days
 * @param from the first day; null for no bound
 * @param to the last day; null for no bound
 */
public record UsageExport(
        Set<Dimension> by,
        ZoneId zone,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    private static final Comparator<@Nullable String> TEXTS = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<@Nullable LocalDate> DAYS = Comparator.nullsFirst(Comparator.naturalOrder());

    private static final Comparator<Group> ORDER = Comparator.comparing(Group::day, DAYS)
            .thenComparing(Group::user, TEXTS)
            .thenComparing(Group::swarm, TEXTS)
            .thenComparing(Group::open);

    public UsageExport {
        Checks.present(zone, "zone");
        by = by.isEmpty() ? Set.of() : EnumSet.copyOf(by);
    }

    /** What usage can be grouped by. */
    public enum Dimension {
        USER,
        SWARM,
        DAY
    }

    /**
     * The group of a row.
     *
     * @param user the user; null if there was none, or if not grouped by user
     * @param swarm the swarm; null if there was none, or if not grouped by swarm
     * @param day the day in the zone; null if not grouped by day
     * @param open whether the reservations are still open
     */
    public record Group(
            @Nullable String user,
            @Nullable String swarm,
            @Nullable LocalDate day,
            boolean open) {}

    /**
     * One row.
     *
     * @param group the group
     * @param reservations how many reservations
     * @param used the consumable resources that they were charged or, if they are open, have used so far
     */
    public record Row(Group group, long reservations, ResourceVector used) {

        private Row plus(Row other) {
            return new Row(group, reservations + other.reservations, used.plus(other.used));
        }
    }

    /**
     * How far back the store remembers.
     *
     * @param oldestCloseMillis when the oldest closed reservation that is kept was closed. Reservations closed earlier
     *     may be forgotten, and then are not in the rows. 0 if none is kept
     * @param complete whether the requested range begins later than that
     * @param unreadable how many records could not be read and are not in the rows
     */
    public record Extent(long oldestCloseMillis, boolean complete, long unreadable) {

        /** {@link #oldestCloseMillis} as an instant, if there is one. */
        public Optional<Instant> oldestClose() {
            return oldestCloseMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldestCloseMillis));
        }
    }

    /**
     * Adds up a tenant's usage.
     *
     * @param each gets each row, ordered by day, user and swarm
     */
    public Extent write(BookInspection inspection, String tenant, Consumer<? super Row> each) {
        Sums sums = new Sums();
        inspection.read(Checks.id(tenant, "tenant"), sums);
        sums.groups.values().forEach(each);
        boolean complete = from != null
                && sums.oldestClose != 0
                && from.isAfter(
                        Instant.ofEpochMilli(sums.oldestClose).atZone(zone).toLocalDate());
        return new Extent(sums.oldestClose, complete, sums.unreadable);
    }

    /** Reads the reservations and ignores the rest. */
    private final class Sums implements BookReader {
        final Map<Group, Row> groups = new TreeMap<>(ORDER);
        long oldestClose;
        long unreadable;

        @Override
        public void reservation(StoredReservation reservation) {
            ReservationSnapshot snapshot = reservation.snapshot();
            JournalEntry.Closed closing = snapshot.closing();
            if (closing == null) {
                add(snapshot, snapshot.header().openedAtMillis(), snapshot.used());
            } else {
                oldestClose = oldestClose == 0 ? closing.atMillis() : Math.min(oldestClose, closing.atMillis());
                add(snapshot, closing.atMillis(), closing.charged());
            }
        }

        @Override
        public void damaged(Kind kind, String subject, String text) {
            unreadable += kind == Kind.UNREADABLE ? 1 : 0;
        }

        private void add(ReservationSnapshot snapshot, long atMillis, ResourceVector used) {
            LocalDate day = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
            if ((from != null && day.isBefore(from)) || (to != null && day.isAfter(to))) {
                return;
            }
            Group group = new Group(
                    by.contains(Dimension.USER) ? snapshot.header().path().userId() : null,
                    by.contains(Dimension.SWARM) ? snapshot.header().swarmId() : null,
                    by.contains(Dimension.DAY) ? day : null,
                    snapshot.isOpen());
            groups.merge(group, new Row(group, 1, used.consumables()), Row::plus);
        }
    }
}
