package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import io.stipend.core.spi.check.Fingerprint;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The most a step may use, and what it needs. What is not constrained is estimated when the budget is reserved.
 * Immutable; start with {@link #builder()}.
 */
public final class ExecutionConstraints {

    /** Nothing constrained: everything is estimated. */
    public static final ExecutionConstraints NONE = builder().build();

    /** A provider's name, a slash and a model's name. */
    private static final int MAX_MODEL_BYTES = 2 * Checks.MAX_ID_BYTES + 1;

    /** The value of an amount that is not constrained. */
    static final long ABSENT = -1;

    private final long maxCostUnits;
    private final long maxTokens;
    private final long maxTimeMillis;
    private final long maxApiCalls;
    private final long maxMemoryBytes;
    private final Set<String> requiredModels;
    private final Set<String> requiredCapabilities;
    private final @Nullable Double requiredConfidence;
    private final @Nullable Integer retries;
    private final @Nullable ModelCall modelCall;
    private final long fingerprint;

    /** The envelope made last: constraints are mostly made once per kind of step. A race does no harm. */
    private @Nullable Envelope lastEnvelope;

    private record Envelope(ResourceVector estimates, ResourceVector envelope) {}

    /**
     * The call of a model that a step is about to make.
     *
     * @param model the model, with or without its provider: {@code gpt-4o} or {@code openai/gpt-4o}
     * @param inputTokens the tokens of its prompt
     * @param maxOutputTokens the most tokens that the model may make, those it thinks included
     */
    public record ModelCall(String model, long inputTokens, long maxOutputTokens) {

        /** Refuses a name that is none, and tokens that are out of range or too many together, with {@link InvalidRequestException}. */
        public ModelCall {
            if (Checks.text(model, "model", MAX_MODEL_BYTES).isBlank()) {
                throw new InvalidRequestException("model is blank; give the name of the model that is called");
            }
            Resource.TOKENS.checked(inputTokens);
            Resource.TOKENS.checked(maxOutputTokens);
            Resource.TOKENS.checked(inputTokens + maxOutputTokens);
        }

        /** The most tokens it uses. */
        public long maxTokens() {
            return inputTokens + maxOutputTokens;
        }
    }

    private ExecutionConstraints(Builder builder) {
        maxCostUnits = builder.maxCostUnits;
        maxTokens = builder.maxTokens;
        maxTimeMillis = builder.maxTimeMillis;
        maxApiCalls = builder.maxApiCalls;
        maxMemoryBytes = builder.maxMemoryBytes;
        requiredModels = builder.requiredModels;
        requiredCapabilities = builder.requiredCapabilities;
        requiredConfidence = builder.requiredConfidence;
        retries = builder.retries;
        modelCall = builder.modelCall;
        fingerprint = computeFingerprint();
    }

    /** Starts constraints that constrain nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The envelope of a step under these constraints: what is constrained as constrained, the tokens of a model's call as they
     * are, the rest as estimated, memory only if constrained, and one slot.
     *
     * @param estimates an amount for each resource that can be estimated; memory and slots are ignored
     */
    public ResourceVector envelope(ResourceVector estimates) {
        Envelope last = lastEnvelope;
        if (last != null && last.estimates().equals(estimates)) {
            return last.envelope();
        }
        Envelope fresh = new Envelope(estimates, computeEnvelope(estimates));
        lastEnvelope = fresh;
        return fresh.envelope();
    }

    private ResourceVector computeEnvelope(ResourceVector estimates) {
        return ResourceVector.of(
                maxCostUnits == ABSENT ? estimates.credits() : maxCostUnits,
                maxTokens == ABSENT ? modelCall == null ? estimates.tokens() : modelCall.maxTokens() : maxTokens,
                maxApiCalls == ABSENT ? estimates.apiCalls() : maxApiCalls,
                maxTimeMillis == ABSENT ? estimates.computeTime() : maxTimeMillis,
                maxMemoryBytes == ABSENT ? 0 : maxMemoryBytes,
                1);
    }

    /** The {@link Fingerprint} of what is constrained and required. */
    public long fingerprint() {
        return fingerprint;
    }

    private long computeFingerprint() {
        Fingerprint print = new Fingerprint();
        add(print, 1, maxCostUnits);
        add(print, 2, maxTokens);
        add(print, 3, maxTimeMillis);
        add(print, 4, maxApiCalls);
        add(print, 5, maxMemoryBytes);
        print.withAll(6, requiredModels).withAll(7, requiredCapabilities);
        if (requiredConfidence != null) {
            print.with(8, Double.doubleToLongBits(requiredConfidence));
        }
        if (retries != null) {
            print.with(9, retries);
        }
        if (modelCall != null) {
            print.with(10, modelCall.model()).with(11, modelCall.inputTokens()).with(12, modelCall.maxOutputTokens());
        }
        return print.value();
    }

    private static void add(Fingerprint print, int field, long amount) {
        if (amount != ABSENT) {
            print.with(field, amount);
        }
    }

    /** Models that must be known and up, each {@code name} or {@code provider/name}, in the order required. */
    public Set<String> requiredModels() {
        return requiredModels;
    }

    /** Capabilities each of which some model that is up must have. */
    public Set<String> requiredCapabilities() {
        return requiredCapabilities;
    }

    /** The confidence the step must reach, in [0, 1]: kept with the reservation for strategies to read, not judged here. */
    public @Nullable Double requiredConfidence() {
        return requiredConfidence;
    }

    /** How often the step may be tried again: kept with the reservation for strategies to read, not judged here. */
    public @Nullable Integer retries() {
        return retries;
    }

    /** The call that the step is about to make, if it names one. */
    public @Nullable ModelCall modelCall() {
        return modelCall;
    }

    /** Whether the most tokens are constrained, or those of the call; else they are estimated or forecast. */
    public boolean constrainsTokens() {
        return maxTokens != ABSENT || modelCall != null;
    }

    /** Whether the most credits are constrained; else they are estimated, by the price of the call if there is one. */
    public boolean constrainsCost() {
        return maxCostUnits != ABSENT;
    }

    /** Collects constraints; each method refuses a value out of range with {@link InvalidRequestException}. */
    public static final class Builder {

        private long maxCostUnits = ABSENT;
        private long maxTokens = ABSENT;
        private long maxTimeMillis = ABSENT;
        private long maxApiCalls = ABSENT;
        private long maxMemoryBytes = ABSENT;
        private Set<String> requiredModels = Set.of();
        private Set<String> requiredCapabilities = Set.of();
        private @Nullable Double requiredConfidence;
        private @Nullable Integer retries;
        private @Nullable ModelCall modelCall;

        private Builder() {}

        /** The most credits. */
        public Builder maxCost(Credits cost) {
            maxCostUnits = Checks.present(cost, "maxCost").units();
            return this;
        }

        /** The most credits, as decimal text. */
        public Builder maxCost(String cost) {
            return maxCost(Credits.of(cost));
        }

        /** The most tokens, input and output together. */
        public Builder maxTokens(long tokens) {
            maxTokens = Resource.TOKENS.checked(tokens);
            return this;
        }

        /** The most compute time, in whole milliseconds. */
        public Builder maxTime(Duration time) {
            maxTimeMillis = Durations.millis(time, "maxTime");
            return this;
        }

        /** The most calls to tools and APIs. */
        public Builder maxApiCalls(long calls) {
            maxApiCalls = Resource.API_CALLS.checked(calls);
            return this;
        }

        /** The most memory at one time, in bytes. */
        public Builder maxMemoryBytes(long bytes) {
            maxMemoryBytes = Resource.MEMORY.checked(bytes);
            return this;
        }

        /** Models that must be known and up, each {@code name} or {@code provider/name}. */
        public Builder requireModels(String... models) {
            List<String> names = Arrays.asList(Checks.present(models, "required models"));
            names.forEach(name -> Checks.text(name, "required model", MAX_MODEL_BYTES));
            requiredModels = Collections.unmodifiableSet(new LinkedHashSet<>(names));
            return this;
        }

        /** Capabilities each of which some model that is up must have. */
        public Builder requireCapabilities(String... capabilities) {
            requiredCapabilities = Checks.ids(
                    Arrays.asList(Checks.present(capabilities, "required capabilities")), "required capability");
            return this;
        }

        /** The confidence the step must reach, in [0, 1]. */
        public Builder requireConfidence(double confidence) {
            if (!(confidence >= 0 && confidence <= 1)) {
                throw new InvalidRequestException("required confidence is " + confidence + "; give 0 to 1");
            }
            requiredConfidence = confidence;
            return this;
        }

        /** How often the step may be tried again, 0 to 1000. */
        public Builder retries(int times) {
            if (times < 0 || times > 1000) {
                throw new InvalidRequestException("retries is " + times + "; give 0 to 1000");
            }
            retries = times;
            return this;
        }

        /**
         * The call of a model that the step is about to make. Where {@link #maxCost} is left out, the most credits are what the call
         * costs at the manager's prices, with no input from a cache; where {@link #maxTokens} is, the most tokens are those of the call.
         *
         * @param model the model, with or without its provider
         * @param inputTokens the tokens of its prompt
         * @param maxOutputTokens the most tokens that the model may make
         */
        public Builder modelCall(String model, long inputTokens, long maxOutputTokens) {
            modelCall = new ModelCall(model, inputTokens, maxOutputTokens);
            return this;
        }

        /** Builds the constraints. */
        public ExecutionConstraints build() {
            return new ExecutionConstraints(this);
        }
    }
}
