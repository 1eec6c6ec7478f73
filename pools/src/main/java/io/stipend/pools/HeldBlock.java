package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;

/**
 * A block as the store's answers say it is. Immutable.
 *
 * @param id the reservation in the shared store
 * @param held what it holds
 * @param reported what was reported as used of it
 * @param reports how many reports were made, which numbers the next one
 * @param bornNanos when it was asked for
 */
record HeldBlock(ReservationId id, ResourceVector held, ResourceVector reported, long reports, long bornNanos) {

    /** A new one. */
    static HeldBlock of(ReservationId id, ResourceVector held, long bornNanos) {
        return new HeldBlock(id, held, ResourceVector.ZERO, 0, bornNanos);
    }

    /** What it holds beyond what was reported. */
    ResourceVector idle() {
        return held.excessOver(reported);
    }

    HeldBlock withHeld(ResourceVector now) {
        return new HeldBlock(id, now, reported, reports, bornNanos);
    }

    /** As the answer to a report says; a store that has lost calls may hold less than it said before. */
    HeldBlock withReported(ResourceVector now, ResourceVector heldNow) {
        return new HeldBlock(id, heldNow, now, reports + 1, bornNanos);
    }
}
