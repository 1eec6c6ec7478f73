package io.stipend.audit;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.check.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Compares one account with its changes and, after all reservations have been read, with what they hold on it and were
 * charged. Not thread safe.
 *
 * <p>A change made at about the moment when the current period began may belong to it or to the period before, because
 * concurrent verbs read the clock before they lock the account. So the sum of what is spent is a range.
 */
final class AccountCheck {

    static final Remedy MISSING =
            new Remedy.ByHand("the next reserve makes the account anew with nothing spent: restore"
                    + " it from a backup, or set what it had with `stipend account limit`, `grant` and `adjust`");

    private final AccountView view;
    private final long since;

    /** What is later than this was changed when the clock was ahead, in the current period or in one before. */
    private final long until;

    private final boolean spentIsKnown;
    private final long[] held = new long[Resource.count()];
    private final long[] spentLeast = new long[Resource.count()];
    private final long[] spentMost = new long[Resource.count()];

    /** More than was ever reserved and spent of a resource at one time in the current period. */
    private final long[] reach = new long[Resource.count()];

    private boolean reachIsKnown;
    private long openReservations;

    private AccountCheck(StoredAccount stored, long nowMillis) {
        this.view = stored.view();
        this.until = nowMillis + TimeOrder.SLACK_MILLIS;
        this.since = stored.spentSinceMillis();
        List<AccountChanged> changes = stored.changes();
        // A period that begins later than now was begun when the clock was ahead: no times tell what belongs to it.
        this.spentIsKnown = since <= until
                && (stored.changesComplete()
                        || (!changes.isEmpty() && changes.get(0).atMillis() < since - TimeOrder.SLACK_MILLIS));
        this.reachIsKnown = spentIsKnown && stored.forgottenExact();
        view.spent().addTo(reach, 0);
        stored.forgotten().addTo(spentLeast, 0);
        stored.forgotten().addTo(spentMost, 0);
        for (AccountChanged change : changes) {
            if (change.change() == AccountChange.ADJUSTMENT) {
                adjust(change);
            }
            reachIsKnown &= change.change() != AccountChange.REPAIR;
        }
        // After the adjustments: more may have been charged after a refund.
        if (!stored.forgottenExact()) {
            Arrays.fill(spentMost, Checks.MAX_AMOUNT);
        }
    }

    /**
     * Checks what needs the account alone; the sums come later.
     *
     * @param nowMillis the store's clock
     */
    static AccountCheck of(StoredAccount stored, long nowMillis, Findings findings) {
        new AllowanceCheck(stored, findings).check(nowMillis);
        return new AccountCheck(stored, nowMillis);
    }

    /**
     * Adds an open reservation that has the account on its path.
     *
     * @param mostHeld the most that it has held of each resource
     */
    void addOpen(ResourceVector holds, ResourceVector mostHeld) {
        openReservations++;
        holds.addTo(held, 0);
        mayHaveHeld(mostHeld);
    }

    /**
     * Adds a closed reservation that has the account on its path.
     *
     * @param mostHeld the most that it has held of each resource
     * @param expiredAtMillis when expiry booked its part, if it was settled late and the store keeps that
     */
    void addClosed(ChargeCheck charge, ResourceVector mostHeld, OptionalLong expiredAtMillis) {
        JournalEntry.Closed closing = charge.closing();
        ResourceVector before = closing.bookedBefore();
        mayHaveHeld(mostHeld);
        mayHaveHeld(before);
        if (closing.atMillis() < since - TimeOrder.SLACK_MILLIS) {
            return;
        }
        boolean certain = isInPeriod(closing.atMillis());
        boolean beforeIsCertain = expiredAtMillis.isPresent() && isInPeriod(expiredAtMillis.getAsLong());
        charge.most().addTo(spentMost, 0);
        if (certain) {
            charge.least().addTo(spentLeast, 0);
            if (!beforeIsCertain) {
                // Negative, where some of it was given back.
                before.subtractFrom(spentLeast, 0);
            }
        }
    }

    private void mayHaveHeld(ResourceVector holds) {
        for (int r = 0; r < reach.length; r++) {
            reach[r] = Math.min(Checks.MAX_AMOUNT, reach[r] + holds.get(Resource.at(r)));
        }
    }

    /** Whether an account may have had so much reserved and spent at a moment that no more could be charged to it. */
    boolean mayHaveBeenFull(Resource resource, long atMillis) {
        return !reachIsKnown
                || !isInPeriod(atMillis - TimeOrder.SLACK_MILLIS)
                || reach[resource.ordinal()] >= Checks.MAX_AMOUNT;
    }

    /** Compares the account's sums with the reservations that were added. */
    void finish(Findings findings) {
        boolean[] reservedWrong = new boolean[Resource.count()];
        boolean[] spentWrong = new boolean[Resource.count()];
        boolean anyWrong = false;
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            long spent = view.spent().get(resource);
            reservedWrong[r] = view.reserved().get(resource) != held[r];
            spentWrong[r] = resource.isConsumable()
                    ? spentIsKnown && (spent < spentLeast[r] || spent > spentMost[r])
                    : spent != 0;
            anyWrong |= reservedWrong[r] || spentWrong[r];
        }
        if (anyWrong) {
            tell(reservedWrong, spentWrong, findings);
        }
    }

    private void tell(boolean[] reservedWrong, boolean[] spentWrong, Findings findings) {
        Remedy remedy = remedy(reservedWrong, spentWrong);
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            if (reservedWrong[r]) {
                String found = resource.format(view.reserved().get(resource));
                String expected = resource.format(held[r]);
                findings.amount(
                        Drift.Kind.RESERVED,
                        subject(),
                        resource,
                        found,
                        expected,
                        "account " + subject() + " has " + found + " of " + resource + " reserved, and its "
                                + openReservations + " open reservations hold " + expected,
                        remedy);
            }
            if (spentWrong[r]) {
                String found = resource.format(view.spent().get(resource));
                String expected = resource.isConsumable() ? Ranges.text(resource, spentLeast[r], spentMost[r]) : "0";
                findings.amount(
                        Drift.Kind.SPENT,
                        subject(),
                        resource,
                        found,
                        expected,
                        "account " + subject() + " has spent " + found + " of " + resource
                                + ", and what was charged and adjusted in its current period is " + expected,
                        spentIsExact(r) ? remedy : ofRange(resource, expected));
            }
        }
    }

    private Remedy remedy(boolean[] reservedWrong, boolean[] spentWrong) {
        for (long amount : held) {
            if (amount > Checks.MAX_AMOUNT) {
                return new Remedy.ByHand("its reservations hold more than an account can have; release some of them");
            }
        }
        return new Remedy.SetSums(
                view.account(),
                view.sequence(),
                view.reserved(),
                view.spent(),
                ResourceVector.map(resource -> reservedWrong[resource.ordinal()]
                        ? held[resource.ordinal()]
                        : view.reserved().get(resource)),
                ResourceVector.map(resource -> spentWrong[resource.ordinal()] && spentIsExact(resource.ordinal())
                        ? spentLeast[resource.ordinal()]
                        : view.spent().get(resource)));
    }

    private boolean spentIsExact(int r) {
        return !Resource.at(r).isConsumable()
                || (spentLeast[r] == spentMost[r] && spentLeast[r] >= 0 && spentLeast[r] <= Checks.MAX_AMOUNT);
    }

    private static Remedy ofRange(Resource resource, String expected) {
        return new Remedy.ByHand("what is spent of " + resource + " can only be told to be " + expected
                + ": choose, and correct it with `stipend account adjust`");
    }

    /** Whether a moment is in the current period for certain. */
    private boolean isInPeriod(long atMillis) {
        return atMillis >= since && atMillis <= until;
    }

    private void adjust(AccountChanged change) {
        int r = change.resource().ordinal();
        long delta = change.spentDelta();
        reach[r] = Math.min(Checks.MAX_AMOUNT, reach[r] + Math.max(0, -delta));
        if (isInPeriod(change.atMillis())) {
            spentLeast[r] += delta;
            spentMost[r] += delta;
        } else if (change.atMillis() >= since - TimeOrder.SLACK_MILLIS) {
            spentLeast[r] += Math.min(0, delta);
            spentMost[r] += Math.max(0, delta);
        }
    }

    private String subject() {
        return view.account().toString();
    }
}
