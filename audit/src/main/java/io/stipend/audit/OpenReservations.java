package io.stipend.audit;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's open reservations, the oldest first, page by page. Each page reads all of them, and keeps only the page in
 * memory. Immutable and thread safe; blocks like the store.
 *
 * @param onPath only those that have all of these accounts on their path
 * @param swarm only those that run in this swarm, whether or not it has an account; null for any
 * @param step only the one that has this step; null for any
 * @param openedByMillis only those opened at this moment or before: milliseconds since 1970-01-01 UTC
 * @param expiredByMillis only those whose lease had run out by this moment: milliseconds since 1970-01-01 UTC
 */
public record OpenReservations(
        List<AccountId> onPath,
        @Nullable String swarm,
        @Nullable String step,
        long openedByMillis,
        long expiredByMillis) {

    /** All open reservations. */
    public static final OpenReservations ALL =
            new OpenReservations(List.of(), null, null, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Comparator<ReservationSnapshot> OLDEST_FIRST = Comparator.<ReservationSnapshot>comparingLong(
                    snapshot -> snapshot.header().openedAtMillis())
            .thenComparing(snapshot -> snapshot.header().id().value());

    public OpenReservations {
        onPath = List.copyOf(onPath);
    }

    /**
     * One page of reservations.
     *
     * @param reservations in their order
     * @param more whether there are more after them
     */
    public record Page(List<ReservationSnapshot> reservations, boolean more) {}

    /** The cursor for the page after this reservation. It stays valid when others are opened and closed. */
    public static String cursor(ReservationSnapshot snapshot) {
        return snapshot.header().openedAtMillis() + "/" + snapshot.header().id().value();
    }

    /**
     * Reads a page.
     *
     * @param after the {@link #cursor} of the last reservation of the previous page; null for the first page
     * @param limit the most reservations to return, above 0
     * @throws InvalidRequestException when the cursor is not valid
     */
    public Page page(BookInspection inspection, String tenant, @Nullable String after, int limit) {
        Predicate<ReservationSnapshot> later = after == null ? snapshot -> true : laterThan(after);
        BestOf<ReservationSnapshot> oldest = new BestOf<>(OLDEST_FIRST, limit);
        inspection.openReservations(tenant, snapshot -> {
            if (matches(snapshot) && later.test(snapshot)) {
                oldest.add(snapshot);
            }
        });
        return new Page(oldest.inOrder(), oldest.hasMore());
    }

    private boolean matches(ReservationSnapshot snapshot) {
        return snapshot.header().openedAtMillis() <= openedByMillis
                && (expiredByMillis == Long.MAX_VALUE || snapshot.expiresAtMillis() <= expiredByMillis)
                && (swarm == null || swarm.equals(snapshot.header().swarmId()))
                && (step == null || step.equals(snapshot.stepId()))
                && snapshot.header().path().accounts().containsAll(onPath);
    }

    private static Predicate<ReservationSnapshot> laterThan(String cursor) {
        int slash = cursor.indexOf('/');
        try {
            long openedAt = Long.parseLong(cursor.substring(0, Math.max(0, slash)));
            String id = cursor.substring(slash + 1);
            return snapshot -> snapshot.header().openedAtMillis() > openedAt
                    || (snapshot.header().openedAtMillis() == openedAt
                            && snapshot.header().id().value().compareTo(id) > 0);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("cursor is " + Checks.shown(cursor)
                    + "; give the one that the page before ended with, such as 1767225600000/r-1");
        }
    }
}
