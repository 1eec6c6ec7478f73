package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An amount of credits: exact, with eight decimals. It is a number of units of 0.00000001 credits, from 0 to 2^53 − 1: up
 * to 90,071,992.54740991 credits. The same bound holds for every sum: no account can be given, hold or spend more. Immutable.
 *
 * @param units the amount in units of 0.00000001 credits
 */
public record Credits(long units) implements Comparable<Credits> {

    /** The decimals of a credit. Nothing else says it: stores, events and schemas know whole units only. */
    public static final int SCALE = 8;

    /** How many units are one credit. */
    public static final long UNITS_PER_CREDIT =
            BigDecimal.ONE.movePointRight(SCALE).longValueExact();

    public static final Credits ZERO = new Credits(0);

    /** The largest amount: 90,071,992.54740991 credits. */
    public static final Credits MAX = new Credits(Checks.MAX_AMOUNT);

    private static final BigDecimal HALF_A_UNIT = new BigDecimal(BigInteger.valueOf(5), SCALE + 1);

    /** Refuses an amount out of range with {@link InvalidRequestException}. */
    public Credits {
        Resource.CREDITS.checked(units);
    }

    /** Units of 0.00000001 credits. */
    public static Credits ofUnits(long units) {
        return units == 0 ? ZERO : new Credits(units);
    }

    /** Whole credits. */
    public static Credits of(long credits) {
        if (credits < 0 || credits > Checks.MAX_AMOUNT / UNITS_PER_CREDIT) {
            throw outOfRange(Long.toString(credits));
        }
        return new Credits(credits * UNITS_PER_CREDIT);
    }

    /**
     * Decimal text such as {@code 0.125}.
     *
     * @throws InvalidRequestException when it is no number, out of range, or has more than eight decimals
     */
    public static Credits of(String credits) {
        Checks.present(credits, "credits");
        if (credits.length() > 64) {
            throw new InvalidRequestException(
                    "credits " + Checks.shown(credits) + " is too long; give a decimal number such as 0.125");
        }
        try {
            return of(new BigDecimal(credits));
        } catch (NumberFormatException notANumber) {
            throw new InvalidRequestException(
                    "credits " + Checks.shown(credits) + " is not a number; give a decimal number such as 0.125");
        }
    }

    /**
     * The amount of a double, as its shortest decimal text reads: {@code of(0.1)} is exactly 0.1. For an amount that was
     * computed there is {@link #rounded(double)}: {@code 0.1 + 0.2} has seventeen decimals.
     *
     * @throws InvalidRequestException when it is NaN, infinite, out of range, or has more than eight decimals
     */
    public static Credits of(double credits) {
        return of(finite(credits));
    }

    /**
     * An exact decimal. For an amount that was computed there is {@link #rounded(BigDecimal)}.
     *
     * @throws InvalidRequestException when it is out of range or has more than eight decimals
     */
    public static Credits of(BigDecimal credits) {
        checkRange(credits);
        if (credits.signum() == 0) {
            return ZERO;
        }
        BigDecimal stripped = credits.stripTrailingZeros();
        if (stripped.scale() > SCALE) {
            throw new InvalidRequestException("credits " + Checks.shown(credits.toString()) + " has more than eight"
                    + " decimals; round it to eight (Credits.rounded does, half up)");
        }
        return scaled(stripped, RoundingMode.UNNECESSARY);
    }

    /**
     * The amount of a double that was computed, such as a price times a count: as its shortest decimal text reads, rounded
     * half up at the eighth decimal. Sum first and round once: what is less than half a unit rounds to nothing.
     *
     * @throws InvalidRequestException when it is NaN, infinite or out of range
     */
    public static Credits rounded(double credits) {
        return rounded(finite(credits));
    }

    /**
     * A decimal that was computed, such as a price times a count, rounded half up at the eighth decimal. Sum first and
     * round once: what is less than half a unit rounds to nothing.
     *
     * @throws InvalidRequestException when it is out of range
     */
    public static Credits rounded(BigDecimal credits) {
        checkRange(credits);
        // Compared before it is scaled: 1e-999999999 would otherwise be written out in full.
        return credits.compareTo(HALF_A_UNIT) < 0 ? ZERO : scaled(credits, RoundingMode.HALF_UP);
    }

    private static BigDecimal finite(double credits) {
        if (!Double.isFinite(credits)) {
            throw new InvalidRequestException("credits is " + credits + "; give a finite number");
        }
        return BigDecimal.valueOf(credits);
    }

    private static void checkRange(BigDecimal credits) {
        Checks.present(credits, "credits");
        // Compared before it is scaled: 1e999999999 would otherwise be written out in full.
        if (credits.signum() < 0 || credits.compareTo(MAX.toBigDecimal()) > 0) {
            throw outOfRange(credits.toString());
        }
    }

    private static Credits scaled(BigDecimal credits, RoundingMode rounding) {
        return ofUnits(credits.setScale(SCALE, rounding).unscaledValue().longValueExact());
    }

    /** This amount as an exact decimal with eight decimals. */
    public BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(units, SCALE);
    }

    @Override
    public int compareTo(Credits other) {
        return Long.compare(units, other.units);
    }

    /** The amount with eight decimals, for example {@code 0.10000000}. */
    @Override
    public String toString() {
        return formatUnits(units);
    }

    /** Any number of units, negative ones too, as decimal text with eight decimals. */
    public static String formatUnits(long units) {
        return BigDecimal.valueOf(units, SCALE).toPlainString();
    }

    private static InvalidRequestException outOfRange(String value) {
        return new InvalidRequestException("credits " + Checks.shown(value) + " is out of range; give 0 to "
                + MAX.toBigDecimal() + ", the most that sums with eight decimals can hold");
    }
}
