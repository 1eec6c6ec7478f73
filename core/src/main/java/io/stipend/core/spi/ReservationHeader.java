package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a reservation and every entry of its journal needs.
 *
 * @param id its id
 * @param path the accounts it holds on
 * @param swarmId the swarm it runs in, on the path or not
 * @param openedAtMillis when it was opened, on the store's clock: milliseconds since 1970-01-01 UTC
 */
public record ReservationHeader(
        ReservationId id, AccountPath path, @Nullable String swarmId, long openedAtMillis) {}
