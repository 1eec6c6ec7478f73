package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;

/**
 * How fast calls run in a simulation, where the log does not say.
 *
 * @param inputTokensPerSecond how fast the input is read, above 0
 * @param tokensPerSecond how fast the answer comes, above 0
 * @param reportEvery how many tokens of the answer are reported at once, at least 1
 */
public record Rates(double inputTokensPerSecond, double tokensPerSecond, long reportEvery) {

    /** As often as answers stream, and not more often than anybody needs. */
    public static final long DEFAULT_REPORT_EVERY = 8;

    private static final double MILLIS_PER_SECOND = 1000;

    /**
     * When the parts of a call have come, in milliseconds since it was sent.
     *
     * @param inputMillis when the input has been read
     * @param outputMillis how long the answer takes from then on
     */
    record Timing(long inputMillis, long outputMillis) {

        /** When so many tokens of an answer have come. */
        long afterMillis(long tokens, long ofTokens) {
            return inputMillis + (ofTokens == 0 ? 0 : Math.round((double) outputMillis * tokens / ofTokens));
        }

        long totalMillis() {
            return inputMillis + outputMillis;
        }
    }

    /** The times of a call: as long as the log says in all, input and answer in the proportion that the rates give them. */
    Timing of(TraceRequest request) {
        double input = request.inputTokens() * MILLIS_PER_SECOND / inputTokensPerSecond;
        double output = request.outputTokens() * MILLIS_PER_SECOND / tokensPerSecond;
        if (request.duration().isEmpty()) {
            return new Timing(Math.round(input), Math.round(output));
        }
        long known = request.duration().get().toMillis();
        long inputMillis = input + output == 0 ? known : Math.round(known * input / (input + output));
        return new Timing(inputMillis, known - inputMillis);
    }
}
