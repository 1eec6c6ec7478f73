package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import io.stipend.core.spi.check.Fingerprint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a step used, as it reports it: some resources with an amount, the others not reported. The difference counts when
 * a reservation is settled: a resource not reported keeps what was tracked, an explicit zero is zero. Immutable.
 *
 * <p>Slots are never reported: a reservation holds one while it is open.
 */
public final class ResourceUsage {

    /** Reports nothing. */
    public static final ResourceUsage NONE = builder().build();

    private final ResourceVector amounts;
    private final int reported;

    private ResourceUsage(ResourceVector amounts, int reported) {
        this.amounts = amounts;
        this.reported = reported;
    }

    /** Reports every consumable resource with these amounts, zeros included. */
    public static ResourceUsage ofConsumables(ResourceVector amounts) {
        int consumables = 0;
        for (Resource resource : Resource.values()) {
            consumables |= resource.isConsumable() ? bit(resource) : 0;
        }
        return new ResourceUsage(amounts.consumables(), consumables);
    }

    /** Starts a usage that reports nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** The amounts reported; what is not reported is zero. */
    public ResourceVector amounts() {
        return amounts;
    }

    /** Whether this resource was reported. */
    public boolean reports(Resource resource) {
        return (reported & bit(resource)) != 0;
    }

    /**
     * Usage after this interim report: credits, tokens and API calls add up; compute time and memory keep their maximum.
     *
     * @param before what was tracked so far
     * @throws InvalidRequestException when a sum is above the largest amount
     */
    public ResourceVector addedTo(ResourceVector before) {
        return ResourceVector.of(
                before.credits() + amounts.credits(),
                before.tokens() + amounts.tokens(),
                before.apiCalls() + amounts.apiCalls(),
                Math.max(before.computeTime(), amounts.computeTime()),
                Math.max(before.memory(), amounts.memory()),
                0);
    }

    /**
     * Usage after these final figures: a resource reported replaces what was tracked.
     *
     * @param tracked what was tracked so far
     */
    public ResourceVector replacing(ResourceVector tracked) {
        if (reported == 0) {
            return tracked;
        }
        if (!tracksMore(tracked)) {
            return amounts;
        }
        return ResourceVector.of(
                (reports(Resource.CREDITS) ? amounts : tracked).credits(),
                (reports(Resource.TOKENS) ? amounts : tracked).tokens(),
                (reports(Resource.API_CALLS) ? amounts : tracked).apiCalls(),
                (reports(Resource.COMPUTE_TIME) ? amounts : tracked).computeTime(),
                (reports(Resource.MEMORY) ? amounts : tracked).memory(),
                0);
    }

    /** Whether anything was tracked of a resource that is not reported. */
    private boolean tracksMore(ResourceVector tracked) {
        return (tracked.credits() != 0 && !reports(Resource.CREDITS))
                || (tracked.tokens() != 0 && !reports(Resource.TOKENS))
                || (tracked.apiCalls() != 0 && !reports(Resource.API_CALLS))
                || (tracked.computeTime() != 0 && !reports(Resource.COMPUTE_TIME))
                || (tracked.memory() != 0 && !reports(Resource.MEMORY));
    }

    /** The {@link Fingerprint} of the usage: an amount that is not reported is another one than a zero. */
    public long fingerprint() {
        return new Fingerprint()
                .with(1, reported)
                .with(2, amounts.fingerprint())
                .value();
    }

    private static int bit(Resource resource) {
        return 1 << resource.ordinal();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ResourceUsage that && reported == that.reported && amounts.equals(that.amounts));
    }

    @Override
    public int hashCode() {
        return 31 * amounts.hashCode() + reported;
    }

    /** The resources reported, zeros included. */
    @Override
    public String toString() {
        return Resource.format(this::reports, amounts::get);
    }

    /** Collects what was used. Each method refuses an amount out of range. Not thread safe. */
    public static final class Builder {

        private long credits;
        private long tokens;
        private long apiCalls;
        private long computeTime;
        private long memory;
        private int reported;

        private Builder() {}

        /** Credits. What was computed from prices is rounded first, by {@link Credits#rounded}. */
        public Builder credits(Credits amount) {
            return creditUnits(Checks.present(amount, "credits").units());
        }

        /** Credits as decimal text with at most eight decimals. */
        public Builder credits(String amount) {
            return credits(Credits.of(amount));
        }

        /** Credits in units of 0.00000001. */
        public Builder creditUnits(long units) {
            credits = Resource.CREDITS.checked(units);
            reported |= bit(Resource.CREDITS);
            return this;
        }

        /** Tokens, input and output together. */
        public Builder tokens(long amount) {
            tokens = Resource.TOKENS.checked(amount);
            reported |= bit(Resource.TOKENS);
            return this;
        }

        /** Calls to tools and APIs. */
        public Builder apiCalls(long amount) {
            apiCalls = Resource.API_CALLS.checked(amount);
            reported |= bit(Resource.API_CALLS);
            return this;
        }

        /** Compute time since the step began, in whole milliseconds. */
        public Builder computeTime(Duration sinceStart) {
            return computeMillis(Durations.millis(sinceStart, "compute time"));
        }

        /** Compute time since the step began, in milliseconds. */
        public Builder computeMillis(long sinceStart) {
            computeTime = Resource.COMPUTE_TIME.checked(sinceStart);
            reported |= bit(Resource.COMPUTE_TIME);
            return this;
        }

        /** The most memory held at one time, in bytes. */
        public Builder memoryBytes(long peak) {
            memory = Resource.MEMORY.checked(peak);
            reported |= bit(Resource.MEMORY);
            return this;
        }

        /** Builds the usage. */
        public ResourceUsage build() {
            return new ResourceUsage(ResourceVector.of(credits, tokens, apiCalls, computeTime, memory, 0), reported);
        }
    }
}
