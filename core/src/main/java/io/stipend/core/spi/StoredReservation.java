package io.stipend.core.spi;

import java.util.List;
import java.util.OptionalLong;

/**
 * A reservation as it is stored, with the entries of its journal that are kept with it.
 *
 * @param snapshot the reservation
 * @param operations its reports and extensions, and what it gave to its children and got back, by sequence: {@code Tracked}, {@code
 *     Extended} and {@code Split} only
 * @param expiredAtMillis when it had expired, if it was settled late and the store keeps that. Without it, verification cannot tell
 *     in which period expiry booked its part, and accepts a range of what its accounts have spent
 */
public record StoredReservation(
        ReservationSnapshot snapshot, List<JournalEntry.OfReservation> operations, OptionalLong expiredAtMillis) {}
