package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;

/**
 * How fast calls run in a simulation, where the log does not say.
 *
 * @param inputTokensPerSecond how fast the input is read, above 0
 * @param tokensPerSecond how fast the answer comes, above 0
 * @param reportEvery how many tokens of the answer are reported at once; {@link #BY_TIME} to go by time
 */
public record Rates(double inputTokensPerSecond, double tokensPerSecond, long reportEvery) {

    /**
     * A report every two seconds, so that a store is not asked more often than anybody looks; in a long answer less often, and always
     * often enough to keep a lease.
     */
    public static final long BY_TIME = 0;

    private static final long REPORT_MILLIS = 2_000;

    /** So many reports are enough for any answer, unless its lease needs more. */
    private static final double MAX_REPORTS = 64;

    private static final double REPORTS_A_LEASE = 3;

    private static final double MILLIS_PER_SECOND = 1000;

    /**
     * When the parts of a call have come, in milliseconds since it was sent.
     *
     * @param inputMillis when the input has been read
     * @param outputMillis how long the answer takes from then on
     */
    public record Timing(long inputMillis, long outputMillis) {

        /** When so many tokens of an answer have come. */
        public long afterMillis(long tokens, long ofTokens) {
            return inputMillis + (ofTokens == 0 ? 0 : Math.round((double) outputMillis * tokens / ofTokens));
        }

        public long totalMillis() {
            return inputMillis + outputMillis;
        }

        /** How many tokens of an answer come from one report to the next, at least 1. */
        private long tokensByTime(long ofTokens, long leaseMillis) {
            double millis =
                    Math.min(Math.max(REPORT_MILLIS, outputMillis / MAX_REPORTS), leaseMillis / REPORTS_A_LEASE);
            return Math.max(1, (long) (millis * ofTokens / Math.max(1, outputMillis)));
        }
    }

    /** How many tokens are reported at once where nobody knows how long a call takes; at least 1. */
    public long reportedAtOnce() {
        return reportEvery == BY_TIME
                ? Math.max(1, Math.round(tokensPerSecond * REPORT_MILLIS / MILLIS_PER_SECOND))
                : reportEvery;
    }

    /** How many tokens are reported at once by a call of this timing and lease; at least 1. */
    public long reportedAtOnce(TraceRequest request, Timing timing, long leaseMillis) {
        return reportEvery == BY_TIME ? timing.tokensByTime(request.outputTokens(), leaseMillis) : reportEvery;
    }

    /** The times of a call: as long as the log says in all, input and answer in the proportion that the rates give them. */
    public Timing of(TraceRequest request) {
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
