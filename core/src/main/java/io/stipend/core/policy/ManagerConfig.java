package io.stipend.core.policy;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Durations;
import io.stipend.core.model.OverrunPolicy;
import java.time.Duration;

/**
 * How a {@code ResourceManager} judges. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param estimates what a step is taken to need of what it does not constrain
 * @param thresholds where the warning and the critical level begin
 * @param efficiencyTarget the share of its envelope a step should use, above 0 and at most 1
 * @param lease how long a hold lives unless renewed, from {@link #MIN_LEASE} to {@link #MAX_LEASE}
 * @param overrunPolicy what a settle does when usage exceeds the hold, unless the call says otherwise
 */
public record ManagerConfig(
        Estimates estimates,
        Thresholds thresholds,
        double efficiencyTarget,
        Duration lease,
        OverrunPolicy overrunPolicy) {

    public static final Duration MIN_LEASE = Duration.ofMillis(1);
    public static final Duration MAX_LEASE = Duration.ofDays(30);

    /** Estimates, thresholds and target by their defaults, leases of five minutes, overruns charged. */
    public static final ManagerConfig DEFAULT = new ManagerConfig(
            Estimates.DEFAULT,
            Thresholds.DEFAULT,
            Efficiency.DEFAULT_TARGET,
            Duration.ofMinutes(5),
            OverrunPolicy.CHARGE);

    public ManagerConfig {
        Checks.present(estimates, "estimates");
        Checks.present(thresholds, "thresholds");
        Efficiency.checkTarget(efficiencyTarget);
        leaseMillis(lease);
        Checks.present(overrunPolicy, "overrun policy");
    }

    public ManagerConfig withEstimates(Estimates other) {
        return new ManagerConfig(other, thresholds, efficiencyTarget, lease, overrunPolicy);
    }

    public ManagerConfig withThresholds(Thresholds other) {
        return new ManagerConfig(estimates, other, efficiencyTarget, lease, overrunPolicy);
    }

    public ManagerConfig withEfficiencyTarget(double other) {
        return new ManagerConfig(estimates, thresholds, other, lease, overrunPolicy);
    }

    public ManagerConfig withLease(Duration other) {
        return new ManagerConfig(estimates, thresholds, efficiencyTarget, other, overrunPolicy);
    }

    public ManagerConfig withOverrunPolicy(OverrunPolicy other) {
        return new ManagerConfig(estimates, thresholds, efficiencyTarget, lease, other);
    }

    /** A lease in milliseconds; refuses one out of bounds with {@code InvalidRequestException}. */
    public static long leaseMillis(Duration lease) {
        return Durations.millisWithin(lease, MIN_LEASE, MAX_LEASE, "lease");
    }
}
