package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Fingerprint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One amount per resource, each in [0, 2^53 − 1] and in the resource's own unit. Immutable.
 *
 * <p>Six fields and not an array: a hold is kept for every open reservation, and this form is 64 bytes, not 80.
 */
public final class ResourceVector {

    public static final ResourceVector ZERO = new ResourceVector(0, 0, 0, 0, 0, 0);

    private final long credits;
    private final long tokens;
    private final long apiCalls;
    private final long computeTime;
    private final long memory;
    private final long slots;

    private ResourceVector(long credits, long tokens, long apiCalls, long computeTime, long memory, long slots) {
        this.credits = credits;
        this.tokens = tokens;
        this.apiCalls = apiCalls;
        this.computeTime = computeTime;
        this.memory = memory;
        this.slots = slots;
    }

    /**
     * A vector of six amounts.
     *
     * @param credits in units of 0.00000001
     * @param computeTime milliseconds
     * @param memory bytes
     * @throws InvalidRequestException when an amount is out of range
     */
    public static ResourceVector of(
            long credits, long tokens, long apiCalls, long computeTime, long memory, long slots) {
        if ((credits | tokens | apiCalls | computeTime | memory | slots) == 0) {
            return ZERO;
        }
        return new ResourceVector(
                Resource.CREDITS.checked(credits),
                Resource.TOKENS.checked(tokens),
                Resource.API_CALLS.checked(apiCalls),
                Resource.COMPUTE_TIME.checked(computeTime),
                Resource.MEMORY.checked(memory),
                Resource.SLOTS.checked(slots));
    }

    /** A vector of the amounts given; what is not in the map is zero. */
    public static ResourceVector of(Map<Resource, Long> amounts) {
        return map(resource -> amounts.getOrDefault(resource, 0L));
    }

    /** A vector with one amount; everything else is zero. */
    public static ResourceVector of(Resource resource, long amount) {
        return of(Map.of(resource, amount));
    }

    /** Computes the amount of a resource. */
    @FunctionalInterface
    public interface AmountOf {
        long amountOf(Resource resource);
    }

    /**
     * A vector computed resource by resource.
     *
     * @throws InvalidRequestException when an amount is out of range
     */
    public static ResourceVector map(AmountOf amounts) {
        return of(
                amounts.amountOf(Resource.CREDITS),
                amounts.amountOf(Resource.TOKENS),
                amounts.amountOf(Resource.API_CALLS),
                amounts.amountOf(Resource.COMPUTE_TIME),
                amounts.amountOf(Resource.MEMORY),
                amounts.amountOf(Resource.SLOTS));
    }

    /** The amount of one resource. */
    public long get(Resource resource) {
        return switch (resource) {
            case CREDITS -> credits;
            case TOKENS -> tokens;
            case API_CALLS -> apiCalls;
            case COMPUTE_TIME -> computeTime;
            case MEMORY -> memory;
            case SLOTS -> slots;
        };
    }

    /** Credits, in units of 0.00000001. */
    public long credits() {
        return credits;
    }

    public long tokens() {
        return tokens;
    }

    public long apiCalls() {
        return apiCalls;
    }

    /** Milliseconds. */
    public long computeTime() {
        return computeTime;
    }

    /** Bytes. */
    public long memory() {
        return memory;
    }

    public long slots() {
        return slots;
    }

    /**
     * The sum, resource by resource.
     *
     * @throws InvalidRequestException when a sum is out of range
     */
    public ResourceVector plus(ResourceVector other) {
        return of(
                credits + other.credits,
                tokens + other.tokens,
                apiCalls + other.apiCalls,
                computeTime + other.computeTime,
                memory + other.memory,
                slots + other.slots);
    }

    /** Adds these amounts to totals, one for each resource in order from an index on. Not checked: for books that have been. */
    public void addTo(long[] totals, int from) {
        totals[from] += credits;
        totals[from + 1] += tokens;
        totals[from + 2] += apiCalls;
        totals[from + 3] += computeTime;
        totals[from + 4] += memory;
        totals[from + 5] += slots;
    }

    /**
     * Subtracts these amounts from totals, one for each resource in order from an index on. Not checked: for books that
     * have been.
     */
    public void subtractFrom(long[] totals, int from) {
        totals[from] -= credits;
        totals[from + 1] -= tokens;
        totals[from + 2] -= apiCalls;
        totals[from + 3] -= computeTime;
        totals[from + 4] -= memory;
        totals[from + 5] -= slots;
    }

    /**
     * The difference, resource by resource.
     *
     * @throws InvalidRequestException when a difference is below zero
     */
    public ResourceVector minus(ResourceVector other) {
        return of(
                credits - other.credits,
                tokens - other.tokens,
                apiCalls - other.apiCalls,
                computeTime - other.computeTime,
                memory - other.memory,
                slots - other.slots);
    }

    /** By how much this is above the other, resource by resource; zero where it is not. */
    public ResourceVector excessOver(ResourceVector other) {
        return of(
                Math.max(0, credits - other.credits),
                Math.max(0, tokens - other.tokens),
                Math.max(0, apiCalls - other.apiCalls),
                Math.max(0, computeTime - other.computeTime),
                Math.max(0, memory - other.memory),
                Math.max(0, slots - other.slots));
    }

    /** The smaller of both, resource by resource. */
    public ResourceVector atMost(ResourceVector other) {
        return of(
                Math.min(credits, other.credits),
                Math.min(tokens, other.tokens),
                Math.min(apiCalls, other.apiCalls),
                Math.min(computeTime, other.computeTime),
                Math.min(memory, other.memory),
                Math.min(slots, other.slots));
    }

    /** The consumable part; occupied resources are zero. */
    public ResourceVector consumables() {
        return memory == 0 && slots == 0 ? this : of(credits, tokens, apiCalls, computeTime, 0, 0);
    }

    public boolean isZero() {
        return (credits | tokens | apiCalls | computeTime | memory | slots) == 0;
    }

    /**
     * The largest used/reserved over the resources of which anything is reserved; 0 when nothing is.
     *
     * <p>Each quotient is the double nearest to the true one, so a quotient that equals a threshold's decimal equals the
     * threshold's double too, and every store computes the same.
     */
    public static double usageRatio(ResourceVector used, ResourceVector reserved) {
        double ratio = 0;
        ratio = larger(ratio, used.credits, reserved.credits);
        ratio = larger(ratio, used.tokens, reserved.tokens);
        ratio = larger(ratio, used.apiCalls, reserved.apiCalls);
        ratio = larger(ratio, used.computeTime, reserved.computeTime);
        ratio = larger(ratio, used.memory, reserved.memory);
        return larger(ratio, used.slots, reserved.slots);
    }

    private static double larger(double ratio, long used, long reserved) {
        return used == 0 || reserved == 0 ? ratio : Math.max(ratio, (double) used / (double) reserved);
    }

    /** The {@link Fingerprint} of the amounts, without those that are zero: most are, and each costs as much as a sum of vectors. */
    public long fingerprint() {
        Fingerprint print = new Fingerprint();
        for (int r = 0; r < Resource.count(); r++) {
            long amount = get(Resource.at(r));
            if (amount != 0) {
                print.with(r + 1, amount);
            }
        }
        return print.value();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ResourceVector that
                        && credits == that.credits
                        && tokens == that.tokens
                        && apiCalls == that.apiCalls
                        && computeTime == that.computeTime
                        && memory == that.memory
                        && slots == that.slots);
    }

    @Override
    public int hashCode() {
        long hash = credits;
        hash = 31 * hash + tokens;
        hash = 31 * hash + apiCalls;
        hash = 31 * hash + computeTime;
        hash = 31 * hash + memory;
        return Long.hashCode(31 * hash + slots);
    }

    /** The amounts that are not zero, for example {@code {CREDITS=0.10000000, TOKENS=1000}}. */
    @Override
    public String toString() {
        return Resource.format(resource -> get(resource) != 0, this::get);
    }
}
