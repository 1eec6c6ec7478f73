package io.stipend.foresight.price;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;

/**
 * What one call of a model used. The counts are disjoint, so they add up: a cached token is no input token, and a reasoning token
 * is no output token. Providers report them otherwise: OpenAI's {@code prompt_tokens} include the cached ones, and its
 * {@code completion_tokens} include the reasoning, while Anthropic's {@code input_tokens} include neither what was read from the
 * cache nor what was written to it. Each count is 0 to 2^53 − 1. Immutable.
 *
 * <p>Several calls can be one usage, such as a model's day in an export. Their counts are sums, and {@link #requests} says of how
 * many calls.
 *
 * @param inputTokens tokens of the prompt that no cache had
 * @param cachedInputTokens tokens of the prompt that were read from the provider's cache
 * @param cacheWriteTokens tokens of the prompt that were written to the provider's cache
 * @param outputTokens tokens of the answer, without reasoning
 * @param reasoningTokens tokens that the model thought and that are not in the answer
 * @param requests calls, usually 1; 0 where it is a sum of nobody knows how many
 * @param images images that were made
 * @param mediaMillis the length of sound or film that was read or made, in milliseconds
 * @param batch whether it went through the provider's batch service, at its prices
 */
public record ModelUsage(
        long inputTokens,
        long cachedInputTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        long requests,
        long images,
        long mediaMillis,
        boolean batch) {

    /** Refuses a count out of range with {@link InvalidRequestException}. */
    public ModelUsage {
        checked(inputTokens, "input tokens");
        checked(cachedInputTokens, "cached input tokens");
        checked(cacheWriteTokens, "cache-write tokens");
        checked(outputTokens, "output tokens");
        checked(reasoningTokens, "reasoning tokens");
        checked(requests, "requests");
        checked(images, "images");
        checked(mediaMillis, "media milliseconds");
    }

    /** One call that read and wrote so many tokens, without a cache and without reasoning. */
    public static ModelUsage of(long inputTokens, long outputTokens) {
        return builder().inputTokens(inputTokens).outputTokens(outputTokens).build();
    }

    /** Starts the usage of one call. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * All tokens together: what the call counts as {@code TOKENS}.
     *
     * @throws InvalidRequestException when they are more than 2^53 − 1
     */
    public long totalTokens() {
        return checked(contextTokens() + outputTokens + reasoningTokens, "tokens");
    }

    /** The tokens of the prompt, cached or not: what tiers by context length go by. */
    long contextTokens() {
        return inputTokens + cachedInputTokens + cacheWriteTokens;
    }

    private static long checked(long count, String what) {
        if (count < 0 || count > Checks.MAX_AMOUNT) {
            throw new InvalidRequestException(what + " is " + count + "; give 0 to " + Checks.MAX_AMOUNT);
        }
        return count;
    }

    /** Collects what was used; what is not set is zero, and requests are 1. Not thread safe. */
    public static final class Builder {

        private long inputTokens;
        private long cachedInputTokens;
        private long cacheWriteTokens;
        private long outputTokens;
        private long reasoningTokens;
        private long requests = 1;
        private long images;
        private long mediaMillis;
        private boolean batch;

        private Builder() {}

        /** Tokens of the prompt that no cache had. */
        public Builder inputTokens(long count) {
            inputTokens = count;
            return this;
        }

        /** Tokens of the prompt that were read from the provider's cache. */
        public Builder cachedInputTokens(long count) {
            cachedInputTokens = count;
            return this;
        }

        /** Tokens of the prompt that were written to the provider's cache. */
        public Builder cacheWriteTokens(long count) {
            cacheWriteTokens = count;
            return this;
        }

        /** Tokens of the answer, without reasoning. */
        public Builder outputTokens(long count) {
            outputTokens = count;
            return this;
        }

        /** Tokens that the model thought and that are not in the answer. */
        public Builder reasoningTokens(long count) {
            reasoningTokens = count;
            return this;
        }

        /** Of how many calls this is the sum. */
        public Builder requests(long count) {
            requests = count;
            return this;
        }

        /** Images that were made. */
        public Builder images(long count) {
            images = count;
            return this;
        }

        /** The length of sound or film that was read or made, in milliseconds. */
        public Builder mediaMillis(long millis) {
            mediaMillis = millis;
            return this;
        }

        /** Whether it went through the provider's batch service. */
        public Builder batch(boolean isBatch) {
            batch = isBatch;
            return this;
        }

        /**
         * Builds the usage.
         *
         * @throws InvalidRequestException when a count is out of range
         */
        public ModelUsage build() {
            return new ModelUsage(
                    inputTokens,
                    cachedInputTokens,
                    cacheWriteTokens,
                    outputTokens,
                    reasoningTokens,
                    requests,
                    images,
                    mediaMillis,
                    batch);
        }
    }
}
