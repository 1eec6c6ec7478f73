package io.stipend.cli.replay.engine;

/** What became of the requests to one model. Guarded by its {@link Tally} while a replay runs. */
public final class ModelTally extends RequestTally {

    private long inputTokens;
    private long outputTokens;

    void addRequest(long input, long output) {
        countRequest();
        inputTokens += input;
        outputTokens += output;
    }

    /** The tokens sent, those of refused requests too. */
    public long inputTokens() {
        return inputTokens;
    }

    /** The tokens that came back when the log was written, those of requests that are refused here too. */
    public long outputTokens() {
        return outputTokens;
    }
}
