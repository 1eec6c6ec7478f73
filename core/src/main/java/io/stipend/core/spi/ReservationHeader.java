package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a reservation and every entry of its journal needs.
 *
 * @param id its id
 * @param path the accounts it holds on
 * @param swarmId the swarm it runs in, on the path or not
 * @param openedAtMillis when it was opened, on the store's clock: milliseconds since 1970-01-01 UTC
 * @param parentId the reservation of the same tenant that it was split from, if it was
 */
public record ReservationHeader(
        ReservationId id,
        AccountPath path,
        @Nullable String swarmId,
        long openedAtMillis,
        @Nullable String parentId) {

    /** A reservation that was not split from another. */
    public ReservationHeader(ReservationId id, AccountPath path, @Nullable String swarmId, long openedAtMillis) {
        this(id, path, swarmId, openedAtMillis, null);
    }

    /** The reservation that it was split from, if it was. */
    public Optional<ReservationId> parent() {
        return parentId == null ? Optional.empty() : Optional.of(new ReservationId(id.tenant(), parentId));
    }
}
