package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of credits: exact, with six decimals, from 0 to (2^53 − 1) / 10^6. Immutable.
 *
 * @param micros the amount in millionths of a credit
 */
public record Credits(long micros) implements Comparable<Credits> {

    /** The decimals of a credit. */
    public static final int SCALE = 6;

    public static final Credits ZERO = new Credits(0);

    /** The largest amount: 9,007,199,254.740991 credits. */
    public static final Credits MAX = new Credits(Checks.MAX_AMOUNT);

    private static final long MICROS_PER_CREDIT = 1_000_000;

    /** Refuses an amount out of range with {@link InvalidRequestException}. */
    public Credits {
        Resource.CREDITS.checked(micros);
    }

    /** Millionths of a credit. */
    public static Credits ofMicros(long micros) {
        return micros == 0 ? ZERO : new Credits(micros);
    }

    /** Whole credits. */
    public static Credits of(long credits) {
        if (credits < 0 || credits > Checks.MAX_AMOUNT / MICROS_PER_CREDIT) {
            throw outOfRange(Long.toString(credits));
        }
        return new Credits(credits * MICROS_PER_CREDIT);
    }

    /**
     * Decimal text such as {@code 0.125}.
     *
     * @throws InvalidRequestException when it is no number, out of range, or has more than six decimals
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
     * The amount of a double, as its shortest decimal text reads: {@code of(0.1)} is exactly 0.1.
     *
     * @throws InvalidRequestException when it is NaN, infinite, out of range, or has more than six decimals
     */
    public static Credits of(double credits) {
        if (!Double.isFinite(credits)) {
            throw new InvalidRequestException("credits is " + credits + "; give a finite number");
        }
        return of(BigDecimal.valueOf(credits));
    }

    /**
     * An exact decimal.
     *
     * @throws InvalidRequestException when it is out of range or has more than six decimals
     */
    public static Credits of(BigDecimal credits) {
        Checks.present(credits, "credits");
        // Compared before it is scaled: 1e999999999 would otherwise be written out in full.
        if (credits.signum() < 0 || credits.compareTo(MAX.toBigDecimal()) > 0) {
            throw outOfRange(credits.toString());
        }
        if (credits.signum() == 0) {
            return ZERO;
        }
        BigDecimal stripped = credits.stripTrailingZeros();
        if (stripped.scale() > SCALE) {
            throw new InvalidRequestException(
                    "credits " + Checks.shown(credits.toString()) + " has more than six decimals; round it first");
        }
        return new Credits(stripped.setScale(SCALE, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact());
    }

    /** This amount as an exact decimal with six decimals. */
    public BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(micros, SCALE);
    }

    @Override
    public int compareTo(Credits other) {
        return Long.compare(micros, other.micros);
    }

    /** The amount with six decimals, for example {@code 0.100000}. */
    @Override
    public String toString() {
        return formatMicros(micros);
    }

    /** Any number of micros, negative ones too, as decimal text with six decimals. */
    public static String formatMicros(long micros) {
        return BigDecimal.valueOf(micros, SCALE).toPlainString();
    }

    private static InvalidRequestException outOfRange(String value) {
        return new InvalidRequestException(
                "credits " + Checks.shown(value) + " is out of range; give 0 to " + MAX.toBigDecimal());
    }
}
