package io.stipend.testkit.internal.history;

import io.stipend.core.spi.check.Checks;

/**
 * An amount in a step, as a rule and not a number, so that a step means the same whatever steps went before it.
 *
 * @param base what the offset is added to
 * @param offset in the resource's unit
 */
record AmountRule(Base base, long offset) {

    enum Base {
        /** Nothing: the offset is the amount. */
        ZERO,
        /** What every account of the path could still reserve; of an unlimited resource, a modest amount. */
        BALANCE,
        /** What the reservation holds. */
        HELD,
        /** The largest amount. */
        MAX
    }

    private static final long MODEST = 1_000_000;

    static AmountRule fixed(long amount) {
        return new AmountRule(Base.ZERO, amount);
    }

    /** The number, in the range of amounts. */
    long resolve(long balance, long held) {
        long from = switch (base) {
            case ZERO -> 0;
            case BALANCE -> Math.min(balance, MODEST);
            case HELD -> held;
            case MAX -> Checks.MAX_AMOUNT;
        };
        return Math.min(Checks.MAX_AMOUNT, Math.max(0, from + offset));
    }

    @Override
    public String toString() {
        return base == Base.ZERO ? Long.toString(offset) : base + (offset < 0 ? "" : "+") + offset;
    }
}
