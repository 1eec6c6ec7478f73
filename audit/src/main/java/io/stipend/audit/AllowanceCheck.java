package io.stipend.audit;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.StoredAccount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what an account may use, whether it is frozen, and the period in which it may, with its changes, policy and the calendar. */
final class AllowanceCheck {

    private static final Remedy SEQUENCE =
            new Remedy.ByHand("the account's next entries may be taken for ones that were"
                    + " there before: restore the account from a backup");

    private static final Remedy PERIOD = new Remedy.ByHand(
            "until the end that is stored, limits do not start anew; the next"
                    + " verb on the account corrects an end that is too far away. It is no damage if a time zone has new rules");

    /** How long a verb may have waited for the account, after it had read the clock. */
    private static final long MAX_WAIT_MILLIS = 60_000;

    private final StoredAccount stored;
    private final AccountView view;
    private final String subject;
    private final Findings findings;

    AllowanceCheck(StoredAccount stored, Findings findings) {
        this.stored = stored;
        this.view = stored.view();
        this.subject = view.account().toString();
        this.findings = findings;
    }

    /** @param nowMillis the store's clock */
    void check(long nowMillis) {
        checkSequence();
        for (Resource resource : Resource.values()) {
            checkLimit(resource);
            checkGrants(resource);
        }
        checkFrozen();
        checkPeriod(nowMillis);
        TimeOrder order = new TimeOrder(subject, "account " + subject, findings);
        for (AccountChanged change : stored.changes()) {
            order.then("its change number " + change.sequence(), change.atMillis());
        }
        order.then("the store's clock", nowMillis);
        order = new TimeOrder(subject, "account " + subject, findings);
        order.then("the beginning of its period", stored.spentSinceMillis());
        order.then("the store's clock", nowMillis);
    }

    private void checkSequence() {
        long last = 0;
        for (AccountChanged change : stored.changes()) {
            if (change.sequence() <= last || change.sequence() > view.sequence()) {
                findings.tell(
                        Drift.Kind.ACCOUNT_SEQUENCE,
                        subject,
                        Long.toString(view.sequence()),
                        change.sequence() + " or more",
                        "account " + subject + ": its latest entry is number " + view.sequence()
                                + ", and its changes have number " + change.sequence() + " after " + last,
                        SEQUENCE);
                return;
            }
            last = change.sequence();
        }
    }

    private void checkLimit(Resource resource) {
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
            // The limit in force is made from the override the next time that something changes.
            found = found == expected ? stored.overrides().getOrDefault(resource, expected) : found;
        }
        if (found != expected || overridden != view.overridden().contains(resource)) {
            String is = limit(found, resource);
            String should = limit(expected, resource);
            findings.amount(
                    Drift.Kind.LIMIT,
                    subject,
                    resource,
                    is,
                    should,
                    "account " + subject + ": the limit of " + resource + " in force is " + is + ", and "
                            + (overridden ? "the override that was set last" : "what policy gave last") + " is "
                            + should,
                    new Remedy.ByHand("set it again with `stipend account limit " + subject + " --resource " + resource
                            + (overridden ? " " + should : " --clear") + "`"));
        }
    }

    private void checkGrants(Resource resource) {
        if (!stored.changesComplete()) {
            return;
        }
        long granted = 0;
        for (AccountChanged change : stored.changes()) {
            granted += isOfGrants(change) && change.resource() == resource ? change.allowanceDelta() : 0;
        }
        long found = view.grants().get(resource);
        // Each new period uses up grants, so after the first one only an upper bound is known.
        if (found > granted || (stored.spentSinceMillis() == 0 && found < granted)) {
            String expected = (stored.spentSinceMillis() == 0 ? "" : "at most ") + resource.format(granted);
            findings.amount(
                    Drift.Kind.GRANTS,
                    subject,
                    resource,
                    resource.format(found),
                    expected,
                    "account " + subject + " has grants of " + resource.format(found) + " of " + resource
                            + ", and what was granted and not revoked is " + resource.format(granted),
                    new Remedy.ByHand(
                            found > granted
                                    ? "it may use more than it was given: lower its limit by the difference with `stipend"
                                            + " account limit`"
                                    : "grant the difference again with `stipend account grant`"));
        }
    }

    private void checkFrozen() {
        AccountChanged last = null;
        for (AccountChanged change : stored.changes()) {
            last = change.change() == AccountChange.FROZEN || change.change() == AccountChange.UNFROZEN ? change : last;
        }
        if (last == null && !stored.changesComplete()) {
            return;
        }
        String expected = last == null || last.change() == AccountChange.UNFROZEN ? null : last.reason();
        String found = view.frozen();
        if (!Objects.equals(found, expected)) {
            findings.tell(
                    Drift.Kind.FROZEN,
                    subject,
                    frozen(found),
                    frozen(expected),
                    "account " + subject + " is " + frozen(found) + ", and by its changes it is " + frozen(expected),
                    new Remedy.ByHand("say what it is to be with `stipend account "
                            + (expected == null ? "unfreeze " : "freeze ") + subject + "`, or `stipend tenant` if it is"
                            + " the tenant's own"));
        }
    }

    private static String frozen(@Nullable String reason) {
        return reason == null ? "not frozen" : "frozen (" + reason + ")";
    }

    private static boolean isOfGrants(AccountChanged change) {
        return change.change() == AccountChange.GRANT || change.change() == AccountChange.REVOCATION;
    }

    private static String limit(long limit, Resource resource) {
        return limit == Limits.UNLIMITED ? "none" : resource.format(limit);
    }

    /** A period ends where the calendar says: after the moment at which it began, and not after the one that now is. */
    private void checkPeriod(long nowMillis) {
        LimitPeriod period = stored.period();
        long end = view.periodEndsAtMillis();
        long least = period.endMillis(stored.spentSinceMillis() - MAX_WAIT_MILLIS);
        long most = period.endMillis(nowMillis + TimeOrder.SLACK_MILLIS);
        if (end < least || end > most || (end < LimitPeriod.NO_END && period.endMillis(end - 1) != end)) {
            String should =
                    least == most ? text(most) : "an end of its period from " + text(least) + " to " + text(most);
            findings.tell(
                    Drift.Kind.PERIOD,
                    subject,
                    text(end),
                    should,
                    "account " + subject + ": its period, which is " + period + ", ends at " + text(end)
                            + ", and by the calendar it is " + should,
                    PERIOD);
        }
    }

    private static String text(long end) {
        return end == LimitPeriod.NO_END ? "never" : Difference.time(end);
    }
}
