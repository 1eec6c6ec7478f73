package io.stipend.core.spi;

import java.util.List;

/**
 * A reservation as it is stored, with the entries of its journal that are kept with it.
 *
 * @param snapshot the reservation
 * @param operations its reports and extensions, by sequence: {@code Tracked} and {@code Extended} only
 */
public record StoredReservation(ReservationSnapshot snapshot, List<JournalEntry.OfReservation> operations) {}
