package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SharedPools;
import java.util.ArrayList;
import java.util.List;

/**
 * A block that a node holds: a reservation on a shared path, from which the node serves reservations of its own. Immutable.
 *
 * @param id the reservation
 * @param node the node that holds it, by the name it was given
 * @param path the accounts it holds on
 * @param held what it holds
 * @param used what the node has reported as used of it
 * @param openedAtMillis since when, on the store's clock: milliseconds since 1970-01-01 UTC
 * @param expiresAtMillis when the store takes it back unless the node renews it
 */
public record BlockView(
        ReservationId id,
        String node,
        AccountPath path,
        ResourceVector held,
        ResourceVector used,
        long openedAtMillis,
        long expiresAtMillis) {

    /** A reservation that is a block. */
    static BlockView of(ReservationSnapshot block) {
        return new BlockView(
                block.header().id(),
                SharedPools.nodeOf(block.header().id()),
                block.header().path(),
                block.held(),
                block.used(),
                block.header().openedAtMillis(),
                block.expiresAtMillis());
    }

    /** The blocks of a tenant. Blocks like the store, and takes as long as the tenant has open reservations. */
    public static List<BlockView> list(BookInspection books, String tenant) {
        List<BlockView> blocks = new ArrayList<>();
        books.openReservations(tenant, reservation -> {
            if (SharedPools.isBlock(reservation.header().id())) {
                blocks.add(of(reservation));
            }
        });
        return blocks;
    }
}
