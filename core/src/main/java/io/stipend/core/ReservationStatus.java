package io.stipend.core;

import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ReservationSnapshot;

/** Where a reservation stands. */
public enum ReservationStatus {
    /** Open. */
    ACTIVE,
    /** Open, and its usage has entered the critical level. It may go on; it was told. */
    EXCEEDED,
    /** Settled. */
    COMPLETED,
    /** Closed early. */
    RELEASED,
    /** Its lease ran out; it can still be settled. */
    EXPIRED,
    /** Usage that was booked without a hold. */
    CHARGED;

    /** The status of a reservation as it stands. */
    public static ReservationStatus of(ReservationSnapshot snapshot, ManagerConfig.Thresholds thresholds) {
        return snapshot.closing() == null
                ? ofOpen(snapshot.peak(), thresholds)
                : of(snapshot.closing().kind());
    }

    static ReservationStatus ofOpen(double peak, ManagerConfig.Thresholds thresholds) {
        return thresholds.levelOf(peak) == UsageLevel.CRITICAL ? EXCEEDED : ACTIVE;
    }

    static ReservationStatus of(CloseKind kind) {
        return switch (kind) {
            case SETTLED -> COMPLETED;
            case RELEASED -> RELEASED;
            case EXPIRED -> EXPIRED;
            case CHARGED -> CHARGED;
        };
    }
}
