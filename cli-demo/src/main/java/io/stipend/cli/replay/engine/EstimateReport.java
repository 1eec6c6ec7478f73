package io.stipend.cli.replay.engine;

import java.util.List;

/**
 * How good the estimates of a replay were. Of requests whose hold was estimated, and that kept it until they were settled; not a number
 * where there were none.
 *
 * @param method what holds were made of
 * @param requests how many requests that is
 * @param heldOverUsed the credits held when they were settled, over the credits used; input included, which is always known
 * @param heldOverUsedOverTime the credits held, averaged over the time of each, over the credits that it used in the end
 * @param outputHeldOverUsed the same as {@code heldOverUsed} over output tokens alone
 * @param overrunShare the share of them that used more than they held in the end
 * @param extensionsPerRequest how often their holds were enlarged, on average
 * @param refusedExtensions how often there was less than an extension was to add
 * @param calibration the share of requests that was stated to use more than a forecast, and the share that did; empty where nothing
 *     was forecast
 */
public record EstimateReport(
        HoldMethod method,
        long requests,
        double heldOverUsed,
        double heldOverUsedOverTime,
        double outputHeldOverUsed,
        double overrunShare,
        double extensionsPerRequest,
        long refusedExtensions,
        List<Calibration> calibration) {

    /** A share that was stated, and the one that was measured. */
    public record Calibration(double stated, double measured) {}
}
