package io.stipend.core.metrics;

import io.stipend.core.model.Credits;
import io.stipend.core.policy.Rejection;
import java.util.Map;

/**
 * What a manager did since it was made, and what is open now.
 *
 * @param activeAllocations reservations open in the store now, whoever made them
 * @param totalReservations reserves this manager decided: approved + rejected. A replay is not counted again.
 * @param approvedReservations reserves it approved
 * @param rejectedReservations reserves it rejected
 * @param rejectedBy the rejections by reason; every reason is there
 * @param creditsUsed credits booked by settles and releases through this manager, on each account of a path counted once
 */
public record ManagerMetrics(
        long activeAllocations,
        long totalReservations,
        long approvedReservations,
        long rejectedReservations,
        Map<Rejection.Code, Long> rejectedBy,
        Credits creditsUsed) {}
