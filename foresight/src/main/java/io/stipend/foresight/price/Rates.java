package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Credits;
import io.stipend.core.spi.check.Checks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one of each unit costs, exactly: credits with as many decimals as the prices have, up to 18. A unit without a price costs
 * what its fallback costs: cached and cache-write tokens what input costs, reasoning what output costs. Requests without a price
 * are free; anything else that is used and has no price is refused. Immutable.
 */
public final class Rates {

    /** The most decimals that a price of one unit has, so that what a sum is divided by fits a long. */
    static final int MAX_DECIMALS = 18;

    private static final PricedUnit[] UNITS = PricedUnit.values();
    private static final long NO_PRICE = -1;

    /** No prices. */
    static final Rates NONE = builder().build();

    private final Map<PricedUnit, BigDecimal> prices;

    /** Prices of what {@link #count} counts, times 10 to the power of {@link #decimals}; {@link #NO_PRICE} where there is none. */
    private final long[] scaled = new long[UNITS.length];

    private final int decimals;
    private final long perCreditUnit;

    private Rates(Map<PricedUnit, BigDecimal> prices) {
        this.prices = Collections.unmodifiableMap(new EnumMap<>(prices));
        BigDecimal[] counted = new BigDecimal[UNITS.length];
        int most = Credits.SCALE;
        for (PricedUnit unit : UNITS) {
            BigDecimal price = priceOf(unit);
            if (price != null) {
                counted[unit.ordinal()] = unit == PricedUnit.SECOND ? price.movePointLeft(3) : price;
                most = Math.max(most, counted[unit.ordinal()].scale());
            }
        }
        decimals = most;
        perCreditUnit = BigInteger.TEN.pow(most - Credits.SCALE).longValueExact();
        for (PricedUnit unit : UNITS) {
            BigDecimal price = counted[unit.ordinal()];
            scaled[unit.ordinal()] = price == null ? withoutPrice(unit) : scaled(unit, price);
        }
    }

    private static long withoutPrice(PricedUnit unit) {
        return unit == PricedUnit.REQUEST ? 0 : NO_PRICE;
    }

    private long scaled(PricedUnit unit, BigDecimal price) {
        BigInteger exact = price.setScale(decimals).unscaledValue();
        if (exact.bitLength() > Long.SIZE - 1) {
            throw new InvalidRequestException("a price of " + price.toPlainString() + " credits for each " + unit
                    + " is too large beside one with " + decimals + " decimals; round the finer one");
        }
        return exact.longValueExact();
    }

    /** The most decimals of a price: seconds are counted in milliseconds, which takes three. */
    static int maxDecimals(PricedUnit unit) {
        return unit == PricedUnit.SECOND ? MAX_DECIMALS - 3 : MAX_DECIMALS;
    }

    /** Starts rates without prices. */
    public static Builder builder() {
        return new Builder();
    }

    /** The price of one unit in credits, its fallback's if it has none of its own; null if there is neither. */
    public @Nullable BigDecimal priceOf(PricedUnit unit) {
        BigDecimal own = prices.get(unit);
        PricedUnit fallback = unit.fallback();
        return own == null && fallback != null ? prices.get(fallback) : own;
    }

    /** The prices as they were given: credits for one of each unit. */
    public Map<PricedUnit, BigDecimal> prices() {
        return prices;
    }

    /** Whether nothing has a price here. */
    public boolean isEmpty() {
        return prices.isEmpty();
    }

    /** These prices, and of the others what is missing here. */
    Rates or(Rates others) {
        if (prices.keySet().containsAll(others.prices.keySet())) {
            return this;
        }
        Map<PricedUnit, BigDecimal> all = new EnumMap<>(PricedUnit.class);
        all.putAll(others.prices);
        all.putAll(prices);
        return new Rates(all);
    }

    /** All prices times this. */
    Rates times(BigDecimal factor) {
        Builder builder = builder();
        prices.forEach((unit, price) -> builder.each(unit, price.multiply(factor)));
        return builder.build();
    }

    /**
     * What this usage costs: the exact sum of counts times prices, rounded once, half up, at the eighth decimal. Whether it is a
     * batch, and how long its context is, was decided by whoever picked these rates.
     *
     * @param model whose rates these are, for messages
     * @throws NoPriceException when something was used that has no price here
     * @throws InvalidRequestException when the sum is above the largest amount
     */
    Credits cost(ModelUsage usage, String model) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < UNITS.length; i++) {
            long count = count(usage, UNITS[i]);
            if (count != 0) {
                long price = scaled[i];
                if (price == NO_PRICE) {
                    throw NoPriceException.unit(model, UNITS[i]);
                }
                long product = count * price;
                long sum = low + product;
                high += Math.multiplyHigh(count, price) + (Long.compareUnsigned(sum, product) < 0 ? 1 : 0);
                low = sum;
            }
        }
        return high == 0 && low >= 0 ? Credits.ofUnits(rounded(low)) : rounded(high, low);
    }

    private long rounded(long sum) {
        long units = sum / perCreditUnit;
        long rest = sum - units * perCreditUnit;
        return rest >= perCreditUnit - rest ? units + 1 : units;
    }

    private Credits rounded(long high, long low) {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        return Credits.rounded(new BigDecimal(new BigInteger(bytes), decimals));
    }

    /** How much was used of what is priced; of seconds, the milliseconds. */
    private static long count(ModelUsage usage, PricedUnit unit) {
        return switch (unit) {
            case INPUT_TOKEN -> usage.inputTokens();
            case CACHED_INPUT_TOKEN -> usage.cachedInputTokens();
            case CACHE_WRITE_TOKEN -> usage.cacheWriteTokens();
            case OUTPUT_TOKEN -> usage.outputTokens();
            case REASONING_TOKEN -> usage.reasoningTokens();
            case REQUEST -> usage.requests();
            case IMAGE -> usage.images();
            case SECOND -> usage.mediaMillis();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Rates that && prices.equals(that.prices);
    }

    @Override
    public int hashCode() {
        return prices.hashCode();
    }

    @Override
    public String toString() {
        return prices.toString();
    }

    /** Collects prices. Not thread safe. */
    public static final class Builder {

        private final Map<PricedUnit, BigDecimal> prices = new EnumMap<>(PricedUnit.class);

        private Builder() {}

        /**
         * What a million of this unit costs, in credits.
         *
         * @throws InvalidRequestException when the price is negative, has more than 12 decimals or is above 90 million
         */
        public Builder perMillion(PricedUnit unit, BigDecimal credits) {
            return each(unit, Checks.present(credits, "price").movePointLeft(6));
        }

        /**
         * What one of this unit costs, in credits.
         *
         * @throws InvalidRequestException when the price is negative, has more than 18 decimals (a second's 15) or is above 90 million
         */
        public Builder each(PricedUnit unit, BigDecimal credits) {
            prices.put(Checks.present(unit, "unit"), checked(unit, Checks.present(credits, "price")));
            return this;
        }

        /** A price as a price list gives it: for a million tokens, or for one of anything else. */
        Builder priced(PricedUnit unit, BigDecimal credits) {
            return unit.pricedBy() == 1 ? each(unit, credits) : perMillion(unit, credits);
        }

        private static BigDecimal checked(PricedUnit unit, BigDecimal credits) {
            if (credits.signum() < 0) {
                throw new InvalidRequestException(
                        "a price of " + credits + " credits for each " + unit + " is negative; give 0 or more");
            }
            if (credits.compareTo(Credits.MAX.toBigDecimal()) > 0) {
                throw new InvalidRequestException("a price of " + credits + " credits for each " + unit
                        + " is too large; give at most " + Credits.MAX);
            }
            BigDecimal shortest = credits.signum() == 0 ? BigDecimal.ZERO : credits.stripTrailingZeros();
            int most = maxDecimals(unit);
            if (shortest.scale() > most) {
                throw new InvalidRequestException("a price of " + credits + " credits for each " + unit
                        + " has more than " + most + " decimals; round it");
            }
            return shortest;
        }

        /** Whether this unit has its price. */
        boolean has(PricedUnit unit) {
            return prices.containsKey(unit);
        }

        /** Builds the rates. */
        public Rates build() {
            return new Rates(prices);
        }
    }
}
