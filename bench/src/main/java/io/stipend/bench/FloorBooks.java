package io.stipend.bench;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The smallest possible cycle: a lock per account around the arithmetic of two limited resources, and a map of open
 * reservations. It has no input checks, no idempotence, no leases, no journal and no events.
 *
 * <p>Thread safe.
 */
final class FloorBooks {

    private static final class Account {
        long creditsAvailable = Long.MAX_VALUE;
        long creditsReserved;
        long creditsSpent;
        long tokensAvailable = Long.MAX_VALUE;
        long tokensReserved;
        long tokensSpent;
    }

    private static final class Hold {
        final Account account;
        final long credits;
        final long tokens;
        long creditsUsed;
        long tokensUsed;

        Hold(Account account, long credits, long tokens) {
            this.account = account;
            this.credits = credits;
            this.tokens = tokens;
        }
    }

    private final Account[] accounts;
    private final ConcurrentMap<Long, Hold> open = new ConcurrentHashMap<>();

    FloorBooks(int accounts) {
        this.accounts = new Account[accounts];
        for (int i = 0; i < accounts; i++) {
            this.accounts[i] = new Account();
        }
    }

    /** Reserves under a new id; false if the account has too little. */
    boolean reserve(long id, int accountIndex, long credits, long tokens) {
        Account account = accounts[accountIndex];
        synchronized (account) {
            if (account.creditsAvailable < credits || account.tokensAvailable < tokens) {
                return false;
            }
            account.creditsAvailable -= credits;
            account.creditsReserved += credits;
            account.tokensAvailable -= tokens;
            account.tokensReserved += tokens;
        }
        open.put(id, new Hold(account, credits, tokens));
        return true;
    }

    /** Adds usage to an open reservation; false if there is none, or if it is used up. */
    boolean track(long id, long credits, long tokens) {
        Hold hold = open.get(id);
        if (hold == null) {
            return false;
        }
        synchronized (hold.account) {
            hold.creditsUsed += credits;
            hold.tokensUsed += tokens;
            return hold.creditsUsed <= hold.credits && hold.tokensUsed <= hold.tokens;
        }
    }

    /** Closes an open reservation: spends what was used and returns the rest; false if there is none. */
    boolean settle(long id, long credits, long tokens) {
        Hold hold = open.remove(id);
        if (hold == null) {
            return false;
        }
        Account account = hold.account;
        synchronized (account) {
            hold.creditsUsed = credits;
            hold.tokensUsed = tokens;
            account.creditsReserved -= hold.credits;
            account.creditsSpent += credits;
            account.creditsAvailable += hold.credits - credits;
            account.tokensReserved -= hold.tokens;
            account.tokensSpent += tokens;
            account.tokensAvailable += hold.tokens - tokens;
        }
        return true;
    }

    /** A reservation's whole life, with the figures of {@link ManagerCalls#cycle}. */
    boolean cycle(long id, int account) {
        return reserve(id, account, 2_000, 1_500) && track(id, 800, 600) && settle(id, 1_500, 1_100);
    }

    int openReservations() {
        return open.size();
    }

    /** An account's balance; credits are in units of 0.00000001. */
    record Balance(
            long creditsAvailable,
            long creditsReserved,
            long creditsSpent,
            long tokensAvailable,
            long tokensReserved,
            long tokensSpent) {}

    Balance balance(int accountIndex) {
        Account account = accounts[accountIndex];
        synchronized (account) {
            return new Balance(
                    account.creditsAvailable,
                    account.creditsReserved,
                    account.creditsSpent,
                    account.tokensAvailable,
                    account.tokensReserved,
                    account.tokensSpent);
        }
    }
}
