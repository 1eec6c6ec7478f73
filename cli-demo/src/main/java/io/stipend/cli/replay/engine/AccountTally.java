package io.stipend.cli.replay.engine;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;

/**
 * What was seen of one account: the audit holds the store's books against it. All amounts are in the smallest unit of credits.
 * Guarded by its {@link Tally}.
 */
final class AccountTally {

    private final AccountTerms terms;

    /** When the period ends in which something was booked last. */
    private long periodEndMillis = Long.MIN_VALUE;

    private long spentInPeriod;
    private long mostDebt;

    AccountTally(AccountTerms terms) {
        this.terms = terms;
    }

    /** What policy says of it. */
    AccountTerms terms() {
        return terms;
    }

    /**
     * Something was booked on it.
     *
     * @param units how much
     * @param unheld the part of it that no hold had been there for
     * @param atMillis when, on the store's clock
     */
    void book(long units, long unheld, long atMillis) {
        long end = terms.period().endMillis(atMillis);
        if (end > periodEndMillis) {
            periodEndMillis = end;
            spentInPeriod = 0;
        }
        // What was booked in an earlier period is not in this one's sum.
        spentInPeriod += end == periodEndMillis ? units : 0;
        mostDebt += unheld;
    }

    /** What is spent in the period that an instant lies in, the latest that was seen. */
    long spentAt(long nowMillis) {
        boolean same = terms.period().unit() == LimitPeriod.Unit.NEVER
                || terms.period().endMillis(nowMillis) == periodEndMillis;
        return same ? spentInPeriod : 0;
    }

    /** How deep in debt it can be at most: by what was booked without a hold. */
    long mostDebt() {
        return mostDebt;
    }
}
