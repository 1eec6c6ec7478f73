package io.stipend.core.spi;

/** Shows closed reservations to sums of usage; damage is for a verification to tell. */
final class UsageReader implements BookReader {

    private final UsageSums sums;

    UsageReader(UsageSums sums) {
        this.sums = sums;
    }

    @Override
    public void reservation(StoredReservation reservation) {
        ReservationSnapshot snapshot = reservation.snapshot();
        JournalEntry.Closed closing = snapshot.closing();
        if (closing != null) {
            sums.add(snapshot.header(), snapshot.attributes(), closing.atMillis(), closing.charged());
        }
    }

    @Override
    public void damaged(Kind kind, String subject, String text) {}
}
