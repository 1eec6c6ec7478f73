package io.stipend.cli.replay.engine;

import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;

/** How a request of a log ends. */
public final class Closing {

    private Closing() {}

    /**
     * Settles a reservation with what was used. Where policy refuses to settle an overrun, the reservation is released: what was
     * reported is charged, and that is all of it.
     */
    public static SettlementReport settle(ResourceManager manager, ReservationId reservation, ResourceUsage truth) {
        try {
            return manager.finalizeUsage(reservation, truth);
        } catch (RefusedException.OverrunRejected refused) {
            return manager.releaseReservation(reservation);
        }
    }
}
