package io.stipend.audit;

import io.stipend.core.model.Limits;
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

/**
 * Compares one account with its changes and, after all reservations have been read, with what they hold on it and were
 * charged. Not thread safe.
 *
 * <p>A change made at about the moment when the current period began may belong to it or to the period before, because
 * concurrent verbs read the clock before they lock the account. So the sum of what is spent is a range.
 */
final class AccountCheck {

    /** How long before a change its verb may have read the clock. */
    private static final long SLACK_MILLIS = 1000;

    static final Remedy MISSING =
            new Remedy.ByHand("the next reserve makes the account anew with nothing spent: restore"
                    + " it from a backup, or set what it had with `stipend account limit`, `grant` and `adjust`");

    private static final Remedy SEQUENCE =
            new Remedy.ByHand("the account's next entries may be taken for ones that were"
                    + " there before: restore the account from a backup");

    private final AccountView view;
    private final long since;
    private final boolean spentIsKnown;
    private final long[] held = new long[Resource.count()];
    private final long[] spentLeast = new long[Resource.count()];
    private final long[] spentMost = new long[Resource.count()];
    private long openReservations;

    private AccountCheck(StoredAccount stored) {
        this.view = stored.view();
        this.since = stored.spentSinceMillis();
        List<AccountChanged> changes = stored.changes();
        this.spentIsKnown = stored.changesComplete()
                || (!changes.isEmpty() && changes.get(0).atMillis() < since - SLACK_MILLIS);
        stored.forgotten().addTo(spentLeast, 0);
        stored.forgotten().addTo(spentMost, 0);
        if (!stored.forgottenExact()) {
            Arrays.fill(spentMost, Checks.MAX_AMOUNT);
        }
        for (AccountChanged change : changes) {
            if (change.change() == AccountChange.ADJUSTMENT) {
                adjust(change);
            }
        }
    }

    /** Checks what needs the account alone; the sums come later. */
    static AccountCheck of(StoredAccount stored, Findings findings) {
        AccountCheck check = new AccountCheck(stored);
        check.checkSequence(stored, findings);
        for (Resource resource : Resource.values()) {
            check.checkLimit(stored, resource, findings);
            check.checkGrants(stored, resource, findings);
        }
        return check;
    }

    /** Adds an open reservation that has the account on its path. */
    void addOpen(ResourceVector holds) {
        openReservations++;
        holds.addTo(held, 0);
    }

    /**
     * Adds a closed reservation that has the account on its path.
     *
     * @param min the least that it can have been charged in total
     * @param max the most that it can have been charged in total
     * @param expiresAtMillis when its lease ran out
     */
    void addClosed(JournalEntry.Closed closing, ResourceVector min, ResourceVector max, long expiresAtMillis) {
        if (closing.atMillis() < since - SLACK_MILLIS) {
            return;
        }
        ResourceVector before = closing.bookedBefore();
        boolean certain = closing.atMillis() >= since;
        // Expiry booked its part at some moment between the end of the lease and the late settlement.
        boolean beforeIsCertain = certain && expiresAtMillis >= since;
        max.addTo(spentMost, 0);
        if (certain) {
            min.excessOver(beforeIsCertain ? ResourceVector.ZERO : before).addTo(spentLeast, 0);
        }
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

    private void adjust(AccountChanged change) {
        int r = change.resource().ordinal();
        long delta = change.spentDelta();
        if (change.atMillis() >= since) {
            spentLeast[r] += delta;
            spentMost[r] += delta;
        } else if (change.atMillis() >= since - SLACK_MILLIS) {
            spentLeast[r] += Math.min(0, delta);
            spentMost[r] += Math.max(0, delta);
        }
    }

    private void checkSequence(StoredAccount stored, Findings findings) {
        long last = 0;
        for (AccountChanged change : stored.changes()) {
            if (change.sequence() <= last || change.sequence() > view.sequence()) {
                findings.tell(
                        Drift.Kind.ACCOUNT_SEQUENCE,
                        subject(),
                        Long.toString(view.sequence()),
                        change.sequence() + " or more",
                        "account " + subject() + ": its latest entry is number " + view.sequence()
                                + ", and its changes have number " + change.sequence() + " after " + last,
                        SEQUENCE);
                return;
            }
            last = change.sequence();
        }
    }

    private void checkLimit(StoredAccount stored, Resource resource, Findings findings) {
        long found = view.limits().get(resource);
        boolean overridden = view.overridden().contains(resource);
        long expected = stored.policyLimits().get(resource);
        if (overridden) {
            AccountChanged last = null;
            for (AccountChanged change : stored.changes()) {
                last = change.change() == AccountChange.LIMIT && change.resource() == resource ? change : last;
            }
            if (last == null && !stored.changesComplete()) {
                return;
            }
            expected = last == null ? expected : last.limit();
            overridden = last != null;
        }
        if (found != expected || overridden != view.overridden().contains(resource)) {
            String is = limit(resource, found);
            String should = limit(resource, expected);
            findings.amount(
                    Drift.Kind.LIMIT,
                    subject(),
                    resource,
                    is,
                    should,
                    "account " + subject() + ": the limit of " + resource + " in force is " + is + ", and "
                            + (overridden ? "the override that was set last" : "what policy gave last") + " is "
                            + should,
                    new Remedy.ByHand("set it again with `stipend account limit " + subject() + " --resource "
                            + resource + (overridden ? " " + should : " --clear") + "`"));
        }
    }

    private void checkGrants(StoredAccount stored, Resource resource, Findings findings) {
        if (!stored.changesComplete()) {
            return;
        }
        long granted = 0;
        for (AccountChanged change : stored.changes()) {
            granted += change.change() == AccountChange.GRANT && change.resource() == resource
                    ? change.allowanceDelta()
                    : 0;
        }
        long found = view.grants().get(resource);
        // Each new period uses up grants, so after the first one only an upper bound is known.
        if (found > granted || (since == 0 && found < granted)) {
            String expected = (since == 0 ? "" : "at most ") + resource.format(granted);
            findings.amount(
                    Drift.Kind.GRANTS,
                    subject(),
                    resource,
                    resource.format(found),
                    expected,
                    "account " + subject() + " has grants of " + resource.format(found) + " of " + resource
                            + ", and was granted " + resource.format(granted),
                    new Remedy.ByHand(
                            found > granted
                                    ? "it may use more than it was given: lower its limit by the difference with `stipend"
                                            + " account limit`"
                                    : "grant the difference again with `stipend account grant`"));
        }
    }

    private String subject() {
        return view.account().toString();
    }

    private static String limit(Resource resource, long limit) {
        return limit == Limits.UNLIMITED ? "none" : resource.format(limit);
    }
}
