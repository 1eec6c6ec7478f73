package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;

/**
 * How a {@code ResourceManager} judges. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param estimates what a step is taken to need of what it does not constrain
 * @param thresholds where the warning and the critical level begin
 * @param efficiencyTarget the share of its envelope a step should use, above 0 and at most 1
 * @param lease how long a hold lives unless renewed, from {@link #MIN_LEASE} to {@link #MAX_LEASE}
 * @param overrunPolicy what a settle does when usage exceeds the hold, unless the call says otherwise
 * @param onExpiry what is booked when a lease runs out, unless the request or the user's tier says otherwise
 */
public record ManagerConfig(
        Estimates estimates,
        Thresholds thresholds,
        double efficiencyTarget,
        Duration lease,
        OverrunPolicy overrunPolicy,
        OnExpiry onExpiry) {

    public static final Duration MIN_LEASE = Duration.ofMillis(1);
    public static final Duration MAX_LEASE = Duration.ofDays(30);

    /** Estimates, thresholds and target by their defaults, leases of five minutes, overruns charged, expiry books what was tracked. */
    public static final ManagerConfig DEFAULT = new ManagerConfig(
            Estimates.DEFAULT,
            Thresholds.DEFAULT,
            Efficiency.DEFAULT_TARGET,
            Duration.ofMinutes(5),
            OverrunPolicy.CHARGE,
            OnExpiry.BOOK_TRACKED);

    public ManagerConfig {
        Checks.present(estimates, "estimates");
        Checks.present(thresholds, "thresholds");
        Efficiency.checkTarget(efficiencyTarget);
        leaseMillis(lease);
        Checks.present(overrunPolicy, "overrun policy");
        Checks.present(onExpiry, "what to book on expiry");
    }

    public ManagerConfig withEstimates(Estimates other) {
        return new ManagerConfig(other, thresholds, efficiencyTarget, lease, overrunPolicy, onExpiry);
    }

    public ManagerConfig withThresholds(Thresholds other) {
        return new ManagerConfig(estimates, other, efficiencyTarget, lease, overrunPolicy, onExpiry);
    }

    public ManagerConfig withEfficiencyTarget(double other) {
        return new ManagerConfig(estimates, thresholds, other, lease, overrunPolicy, onExpiry);
    }

    public ManagerConfig withLease(Duration other) {
        return new ManagerConfig(estimates, thresholds, efficiencyTarget, other, overrunPolicy, onExpiry);
    }

    public ManagerConfig withOverrunPolicy(OverrunPolicy other) {
        return new ManagerConfig(estimates, thresholds, efficiencyTarget, lease, other, onExpiry);
    }

    public ManagerConfig withOnExpiry(OnExpiry other) {
        return new ManagerConfig(estimates, thresholds, efficiencyTarget, lease, overrunPolicy, other);
    }

    /** A lease in milliseconds; refuses one out of bounds with {@code InvalidRequestException}. */
    public static long leaseMillis(Duration lease) {
        return Durations.millisWithin(lease, MIN_LEASE, MAX_LEASE, "lease");
    }

    /**
     * What a step is taken to need of a resource it does not constrain.
     *
     * @param cost credits
     * @param tokens tokens, input and output together
     * @param apiCalls calls to tools and APIs
     * @param time compute time
     */
    public record Estimates(Credits cost, long tokens, long apiCalls, Duration time) {

        /** 0.1 credits, 1000 tokens, 5 API calls, 30 seconds. */
        public static final Estimates DEFAULT = new Estimates(Credits.of("0.1"), 1000, 5, Duration.ofSeconds(30));

        public Estimates {
            Checks.present(cost, "estimated cost");
            Resource.TOKENS.checked(tokens);
            Resource.API_CALLS.checked(apiCalls);
            Durations.millis(time, "estimated time");
        }

        /** The estimates as a vector. */
        public ResourceVector toVector() {
            return ResourceVector.of(cost.units(), tokens, apiCalls, time.toMillis(), 0, 0);
        }
    }

    /**
     * The usage ratios at which levels begin.
     *
     * @param warning where {@link UsageLevel#WARNING} begins, above 0
     * @param critical where {@link UsageLevel#CRITICAL} begins, at least {@code warning}, at most 1
     */
    public record Thresholds(double warning, double critical) {

        /** 0.80 and 0.95. */
        public static final Thresholds DEFAULT = new Thresholds(0.80, 0.95);

        public Thresholds {
            if (!(warning > 0 && warning <= 1)) {
                throw new InvalidRequestException(
                        "warning threshold is " + warning + "; give a ratio above 0, at most 1");
            }
            if (!(critical > 0 && critical <= 1)) {
                throw new InvalidRequestException(
                        "critical threshold is " + critical + "; give a ratio above 0, at most 1");
            }
            if (warning > critical) {
                throw new InvalidRequestException("warning threshold " + warning + " is above critical threshold "
                        + critical + "; swap them or lower the first");
            }
        }

        /** The level of a usage ratio. A level begins at its threshold, not above it. */
        public UsageLevel levelOf(double ratio) {
            if (ratio >= critical) {
                return UsageLevel.CRITICAL;
            }
            return ratio >= warning ? UsageLevel.WARNING : UsageLevel.NORMAL;
        }
    }
}
