package io.stipend.store.memory.internal;

import io.stipend.core.model.ReservationId;
import io.stipend.store.support.DueHolds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Looks for reservations that are due and hold on accounts of a path. Only those of the stripes say whether they are due, so
 * the search goes through stripes in which one may be. It costs as much as the sweeper's look, and is bounded.
 */
final class DueSearch {

    /** About how many open reservations one search looks at; more only where a stripe alone has more. */
    private static final int MAX_LOOKED_AT = 20_000;

    private record Due(long expiresAtMillis, Reservation reservation) {
        String id() {
            return reservation.header().id().value();
        }
    }

    private static final Comparator<Due> LONGEST_FIRST =
            Comparator.comparingLong(Due::expiresAtMillis).thenComparing(Due::id);

    private final Predicate<Reservation> isWanted;
    private final long nowMillis;
    private final PriorityQueue<Due> found = new PriorityQueue<>(LONGEST_FIRST.reversed());

    private DueSearch(Predicate<Reservation> isWanted, long nowMillis) {
        this.isWanted = isWanted;
        this.nowMillis = nowMillis;
    }

    /** Some at most, those first that have been due longest. No monitor may be held. */
    static List<Reservation> on(Account[] path, Stripe[] stripes, long nowMillis) {
        return find(reservation -> holdsOnPath(reservation, path), stripes, nowMillis);
    }

    /** The same of those that were split from a reservation. */
    static List<Reservation> childrenOf(ReservationId parent, Stripe[] stripes, long nowMillis) {
        String id = parent.value();
        return find(
                reservation -> id.equals(reservation.header().parentId())
                        && parent.tenant().equals(reservation.header().id().tenant()),
                stripes,
                nowMillis);
    }

    private static List<Reservation> find(Predicate<Reservation> isWanted, Stripe[] stripes, long nowMillis) {
        DueSearch search = new DueSearch(isWanted, nowMillis);
        // From another stripe each time, so that a search that has to stop misses others the next time.
        int first = ThreadLocalRandom.current().nextInt(stripes.length);
        int lookedAt = 0;
        for (int i = 0; i < stripes.length && lookedAt < MAX_LOOKED_AT; i++) {
            Stripe stripe = stripes[(first + i) % stripes.length];
            if (stripe.dueScan().mayBeDue(nowMillis)) {
                synchronized (stripe) {
                    lookedAt += stripe.dueScan().lookAtAll(search::offer);
                }
            }
        }
        List<Due> longest = new ArrayList<>(search.found);
        longest.sort(LONGEST_FIRST);
        return longest.stream().map(Due::reservation).toList();
    }

    private void offer(Reservation reservation) {
        if (reservation.isDue(nowMillis) && isWanted.test(reservation)) {
            found.add(new Due(reservation.expiresAtMillis, reservation));
            if (found.size() > DueHolds.AT_A_TIME) {
                found.remove();
            }
        }
    }

    private static boolean holdsOnPath(Reservation reservation, Account[] path) {
        for (Account held : reservation.accounts) {
            for (Account account : path) {
                if (held == account) {
                    return true;
                }
            }
        }
        return false;
    }
}
