package io.stipend.cli.replay.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the workers saw of one account: the audit holds the store's books against it.
 *
 * @param requests requests that were to be charged to it
 * @param rejected those that were refused because it had too little
 * @param firstRejectedAtMillis when it first had too little, in the trace's time; null when it never had
 * @param charged what settlements charged to it, in the smallest unit of credits
 * @param overrun by how much they exceeded what was held, in the same unit
 */
public record AccountTally(
        long requests, long rejected, @Nullable Long firstRejectedAtMillis, long charged, long overrun) {

    static final AccountTally REQUEST = new AccountTally(1, 0, null, 0, 0);

    AccountTally plus(AccountTally other) {
        Long first = firstRejectedAtMillis;
        Long second = other.firstRejectedAtMillis;
        return new AccountTally(
                requests + other.requests,
                rejected + other.rejected,
                first == null ? second : second == null ? first : Long.valueOf(Math.min(first, second)),
                charged + other.charged,
                overrun + other.overrun);
    }
}
