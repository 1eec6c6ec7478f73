package io.stipend.cli.replay.engine;

/**
 * What became of the requests to one model. Guarded by its {@link Tally} while a replay runs.
 */
public final class ModelTally {

    private long requests;
    private long refused;
    private long inputTokens;
    private long outputTokens;
    private long charged;

    void addRequest(long input, long output) {
        requests++;
        inputTokens += input;
        outputTokens += output;
    }

    void addRefusal() {
        refused++;
    }

    void addCharge(long units) {
        charged += units;
    }

    public long requests() {
        return requests;
    }

    public long refused() {
        return refused;
    }

    /** The tokens sent, those of refused requests too. */
    public long inputTokens() {
        return inputTokens;
    }

    /** The tokens that came back when the log was written, those of requests that are refused here too. */
    public long outputTokens() {
        return outputTokens;
    }

    /** What was charged, in the smallest unit of credits. */
    public long charged() {
        return charged;
    }
}
