package io.stipend.cli.replay.engine;

/**
 * What became of some requests. Amounts are in the smallest unit of credits. Guarded by its {@link Tally} while a replay runs.
 */
public abstract sealed class RequestTally permits ModelTally, PayerTally {

    private long requests;
    private long refused;
    private long charged;

    RequestTally() {}

    final void countRequest() {
        requests++;
    }

    final void countRefusal() {
        refused++;
    }

    final void addCharge(long units) {
        charged += units;
    }

    public final long requests() {
        return requests;
    }

    /** How many of the requests were refused, for whatever reason. */
    public final long refused() {
        return refused;
    }

    /** What was charged in all. */
    public final long charged() {
        return charged;
    }
}
