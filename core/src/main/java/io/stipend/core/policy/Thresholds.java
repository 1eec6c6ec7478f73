package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;

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
            throw new InvalidRequestException("warning threshold is " + warning + "; give a ratio above 0, at most 1");
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
