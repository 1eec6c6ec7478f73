package io.stipend.cli.replay.engine;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What became of one user's requests, or of one session's. Amounts are in the smallest unit of credits, times in milliseconds
 * since the log's first request. Guarded by its {@link Tally} while a replay runs.
 *
 * <p>A user has <em>run out</em> when a request is refused because one of its accounts has too little of what stays spent, such
 * as credits. It is out until its next request is approved, until that account's period ends, or until the replay does.
 */
public final class PayerTally extends RequestTally {

    private static final long NOT_OUT = Long.MIN_VALUE;

    private final String name;
    private long refusedCost;

    private long firstOutMillis = NOT_OUT;
    private @Nullable AccountId firstOutOf;
    private @Nullable Resource firstOutOfResource;
    private AccountTerms firstOutTerms = AccountTerms.UNLIMITED;
    private long timesOut;
    private long outMillis;

    private long outSinceMillis = NOT_OUT;
    private long outUntilMillis = LimitPeriod.NO_END;

    PayerTally(String name) {
        this.name = name;
    }

    /** A request was refused that would have cost so much. */
    void addRefusal(long cost) {
        countRefusal();
        refusedCost += cost;
    }

    /** The refusal was for want of a resource that stays spent, on an account with these terms, whose period ends then. */
    void addRunOut(
            AccountId account, @Nullable Resource resource, AccountTerms terms, long atMillis, long periodEndMillis) {
        if (firstOutMillis == NOT_OUT) {
            firstOutMillis = atMillis;
            firstOutOf = account;
            firstOutOfResource = resource;
            firstOutTerms = terms;
        }
        if (outSinceMillis != NOT_OUT && atMillis >= outUntilMillis) {
            back(atMillis);
        }
        if (outSinceMillis == NOT_OUT) {
            timesOut++;
            outSinceMillis = atMillis;
            outUntilMillis = periodEndMillis;
        }
    }

    /** It has budget again at the latest, because a request was approved or all is over. */
    void back(long atMillis) {
        if (outSinceMillis != NOT_OUT) {
            outMillis += Math.max(0, Math.min(atMillis, outUntilMillis) - outSinceMillis);
            outSinceMillis = NOT_OUT;
        }
    }

    public String name() {
        return name;
    }

    /** The share of its requests that were refused, 0 to 1. */
    public double refusedShare() {
        return requests() == 0 ? 0 : (double) refused() / requests();
    }

    /** What the refused requests did cost when they were made. */
    public long refusedCost() {
        return refusedCost;
    }

    /** When it first ran out; empty if it never did. */
    public OptionalLong firstOutMillis() {
        return firstOutMillis == NOT_OUT ? OptionalLong.empty() : OptionalLong.of(firstOutMillis);
    }

    /** Which account first had too little; null if none ever had. */
    public @Nullable AccountId firstOutOf() {
        return firstOutOf;
    }

    /** Of which resource; null if it never ran out. */
    public @Nullable Resource firstOutOfResource() {
        return firstOutOfResource;
    }

    /** What policy says of the account that first had too little. */
    public AccountTerms firstOutTerms() {
        return firstOutTerms;
    }

    /** How often it ran out. */
    public long timesOut() {
        return timesOut;
    }

    /** For how long it was out in all. */
    public long outMillis() {
        return outMillis;
    }
}
