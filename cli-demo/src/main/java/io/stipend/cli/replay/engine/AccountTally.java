package io.stipend.cli.replay.engine;

import org.jspecify.annotations.Nullable;

/** What the workers saw of one account: the audit holds the store's books against it. Not thread safe. */
public final class AccountTally {

    private long requests;
    private long rejected;
    private @Nullable Long firstRejectedAtMillis;
    private long chargedUnits;
    private long overrunUnits;

    void requested() {
        requests++;
    }

    /** Another reserve was refused because this account had too little. */
    void rejected(long atMillis) {
        rejected++;
        firstRejectedAtMillis = firstRejectedAtMillis == null ? atMillis : Math.min(firstRejectedAtMillis, atMillis);
    }

    void settled(long charged, long overrun) {
        chargedUnits += charged;
        overrunUnits += overrun;
    }

    AccountTally plus(AccountTally other) {
        requests += other.requests;
        rejected += other.rejected;
        if (other.firstRejectedAtMillis != null) {
            firstRejectedAtMillis = firstRejectedAtMillis == null
                    ? other.firstRejectedAtMillis
                    : Math.min(firstRejectedAtMillis, other.firstRejectedAtMillis);
        }
        chargedUnits += other.chargedUnits;
        overrunUnits += other.overrunUnits;
        return this;
    }

    /** Requests that were to be charged to it. */
    public long requests() {
        return requests;
    }

    /** Those that were refused because it had too little. */
    public long rejected() {
        return rejected;
    }

    /** When it first had too little, in the trace's time; null when it never had. */
    public @Nullable Long firstRejectedAtMillis() {
        return firstRejectedAtMillis;
    }

    /** What settlements charged to it, in units of credits. */
    public long chargedUnits() {
        return chargedUnits;
    }

    /** By how much they exceeded what was held, in units of credits. */
    public long overrunUnits() {
        return overrunUnits;
    }
}
