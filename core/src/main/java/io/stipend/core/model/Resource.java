package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a budget is counted in. The order is the order in which resources are checked and printed. */
public enum Resource {
    /** Money or the like, with eight decimals; amounts are in units of 0.00000001 credits. Consumable. */
    CREDITS(true),
    /** Model tokens, input and output together. Consumable. */
    TOKENS(true),
    /** Calls to tools and APIs. Consumable. */
    API_CALLS(true),
    /** Compute time in milliseconds. Consumable. */
    COMPUTE_TIME(true),
    /** Memory in bytes. Occupied: all of it comes back when the reservation closes. */
    MEMORY(false),
    /** Concurrent executions. Occupied; every reservation holds one. */
    SLOTS(false);

    /** All resources in order, without the copy that {@link #values()} makes. */
    private static final Resource[] ALL = values();

    private final boolean consumable;

    Resource(boolean consumable) {
        this.consumable = consumable;
    }

    /** Whether what is used stays spent; otherwise it is occupied, and comes back. */
    public boolean isConsumable() {
        return consumable;
    }

    /** How many resources there are. */
    public static int count() {
        return ALL.length;
    }

    /** The resource with this {@link #ordinal()}. */
    public static Resource at(int ordinal) {
        return ALL[ordinal];
    }

    /**
     * The amount itself.
     *
     * @throws InvalidRequestException when it is not in [0, 2^53 − 1]
     */
    public long checked(long amount) {
        if (amount < 0 || amount > Checks.MAX_AMOUNT) {
            throw new InvalidRequestException("amount of " + this + " is " + amount + "; it must be from 0 to "
                    + Checks.MAX_AMOUNT
                    + (this == CREDITS ? " units of 0.00000001 credits, which is " + Credits.MAX + " credits" : ""));
        }
        return amount;
    }

    /** An amount of this resource for people: credits with eight decimals, anything else as a whole number. */
    public String format(long amount) {
        return this == CREDITS ? Credits.formatUnits(amount) : Long.toString(amount);
    }

    /**
     * An amount from its text, as {@link #format} gives it: credits with up to eight decimals, anything else as a whole number.
     *
     * @throws InvalidRequestException when it is none, or out of range; names the value and what to give
     */
    public long parse(String text) {
        if (this == CREDITS) {
            return Credits.of(text).units();
        }
        try {
            return checked(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(
                    this + " is " + Checks.shown(text) + "; give a whole number from 0 to " + Checks.MAX_AMOUNT);
        }
    }

    /** Some amounts for people, such as {@code {CREDITS=0.10000000, TOKENS=1000}}. */
    static String format(Predicate<Resource> shown, ToLongFunction<Resource> amount) {
        return Stream.of(ALL)
                .filter(shown)
                .map(resource -> resource + "=" + resource.format(amount.applyAsLong(resource)))
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
