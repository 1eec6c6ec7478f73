package io.stipend.audit;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares one reservation with its reports and extensions. They determine what it should hold, have used and have been
 * charged, and when its lease ends. Where some of them are missing, the stored figures are taken as right. Not thread safe.
 */
final class ReservationCheck {

    static final Remedy ADVICE = new Remedy.ByHand("the accounts are judged by what its reports and extensions"
            + " give; look at `stipend reservation show`, and correct the account with `stipend account adjust` if it was"
            + " closed with a wrong amount");

    private static final Remedy LEASE =
            new Remedy.ByHand("until the end that is stored, it holds, unless it is closed; the"
                    + " sweeper shortens a lease of more than 30 days, and `stipend release` ends one sooner");

    private final StoredReservation stored;
    private final ReservationSnapshot snapshot;
    private final JournalEntry.@Nullable Closed closing;
    private final Findings findings;
    private final String id;

    /** What the reports and extensions should say; as stored, where some are missing. */
    private List<JournalEntry.OfReservation> operations;

    /** What they say was used; null if that is not known. */
    private @Nullable ResourceVector tracked;

    private ResourceVector held;
    private ResourceVector mostHeld;
    private ResourceVector used;
    private long expiresAtMillis;
    private boolean isClockRight;
    private @Nullable ChargeCheck charge;

    private ReservationCheck(StoredReservation stored, Findings findings) {
        this.stored = stored;
        this.snapshot = stored.snapshot();
        this.closing = snapshot.closing();
        this.findings = findings;
        this.id = snapshot.header().id().value();
        this.operations = stored.operations();
        this.held = snapshot.held();
        this.mostHeld = snapshot.held();
        this.used = snapshot.used();
        this.expiresAtMillis = snapshot.expiresAtMillis();
    }

    /**
     * Checks a reservation, and computes what it should be.
     *
     * @param nowMillis the store's clock
     */
    static ReservationCheck of(StoredReservation stored, long nowMillis, Findings findings) {
        ReservationCheck check = new ReservationCheck(stored, findings);
        JournalEntry.Closed closing = check.closing;
        check.checkTimes(nowMillis);
        check.tracked = check.checkNumbers() ? check.checkOperations() : null;
        if (closing != null) {
            check.charge =
                    ChargeCheck.of(closing, check.snapshot.onExpiry(), check.held, check.used, check.tracked, findings);
            new ClosingCheck(check.snapshot, closing, findings).check(check.expiresAtMillis, stored.operations());
        }
        return check;
    }

    /** What it should hold while it is open. */
    ResourceVector held() {
        return held;
    }

    /** The most that it has held of each resource, as far as its entries tell. */
    ResourceVector mostHeld() {
        return mostHeld;
    }

    /** What it was charged; null while it is open. */
    @Nullable
    ChargeCheck charge() {
        return charge;
    }

    /** What the entries of its journal should say, as far as that is known. */
    List<JournalEntry> entries() {
        return ExpectedEntries.of(stored, operations, tracked, held, used, findings);
    }

    /** Number 1 is its opening, the last ones are its close and its late settlement. The store keeps all between. */
    private boolean checkNumbers() {
        long latest = snapshot.sequence();
        // A charge is closed with the entry that opens it, which is no operation.
        long closings = closing == null || closing.kind() == CloseKind.CHARGED ? 0 : closing.late() ? 2 : 1;
        long lastOperation = Math.max(1, latest - closings);
        long next = 2;
        for (JournalEntry.OfReservation operation : stored.operations()) {
            if (operation.sequence() != next) {
                break;
            }
            next++;
        }
        boolean complete = next == lastOperation + 1 && stored.operations().size() == lastOperation - 1;
        if (!complete || (closing != null && closing.sequence() != latest)) {
            findings.tell(
                    Drift.Kind.OPERATIONS,
                    id,
                    stored.operations().size() + " reports and extensions",
                    Math.max(0, lastOperation - 1) + " reports and extensions",
                    "reservation " + id + ": its latest entry is number " + latest
                            + (closing == null ? "" : ", it was closed with number " + closing.sequence())
                            + ", and of its reports and extensions "
                            + stored.operations().size() + " are kept, without a gap"
                            + " up to number " + (next - 1),
                    ADVICE);
        }
        return complete;
    }

    /** Compares it with its reports and extensions, and returns what they say was used; null if they cannot be added up. */
    private @Nullable ResourceVector checkOperations() {
        OperationFold fold;
        try {
            fold = folded(false);
            if (!fold.held().equals(snapshot.held())) {
                // What an extension was granted is kept twice: by itself, and in what was held then. One of both may be
                // wrong.
                OperationFold byHolds = folded(true);
                fold = byHolds.held().equals(snapshot.held()) ? byHolds : fold;
            }
        } catch (InvalidRequestException e) {
            findings.tell(
                    Drift.Kind.OPERATIONS,
                    id,
                    "a sum out of range",
                    "sums in range",
                    "reservation " + id + ": its reports and extensions cannot be added up: " + e.getMessage(),
                    ADVICE);
            return null;
        }
        operations = fold.entries();
        held = fold.held();
        mostHeld = fold.mostHeld();
        used = closing == null ? fold.used() : closing.report().replacing(fold.used());
        expiresAtMillis = isClockRight ? fold.expiresAtMillis() : snapshot.expiresAtMillis();
        checkAnswers();
        compare(Drift.Kind.HELD, snapshot.held(), closing == null ? null : closing.held(), held, "hold", "holds");
        compare(Drift.Kind.USED, snapshot.used(), closing == null ? null : closing.used(), used, "usage", "has used");
        compare(
                Drift.Kind.PEAK,
                Double.toString(snapshot.peak()),
                Double.toString(fold.peak()),
                "its highest usage ratio",
                ADVICE);
        compare(
                Drift.Kind.LEASE,
                Difference.time(snapshot.expiresAtMillis()),
                Difference.time(expiresAtMillis),
                "the end of its lease",
                LEASE);
        return fold.used();
    }

    private OperationFold folded(boolean trustsHolds) {
        OperationFold fold = new OperationFold(snapshot, isClockRight, trustsHolds);
        stored.operations().forEach(fold::add);
        return fold;
    }

    /** Only the first that is wrong is told: what follows from it is wrong too. */
    private void checkAnswers() {
        for (int i = 0; i < operations.size(); i++) {
            Difference difference =
                    Difference.between((Record) stored.operations().get(i), (Record) operations.get(i));
            if (difference != null) {
                findings.tell(
                        Drift.Kind.ANSWER,
                        id,
                        difference.found(),
                        difference.expected(),
                        "reservation " + id + ": its report or extension of number "
                                + operations.get(i).sequence() + " is kept with " + difference.found()
                                + ", and what came before gives " + difference.expected(),
                        ADVICE);
                return;
            }
        }
    }

    private void compare(
            Drift.Kind kind,
            ResourceVector stored,
            @Nullable ResourceVector atClose,
            ResourceVector expected,
            String noun,
            String verb) {
        ResourceVector found = stored.equals(expected) && atClose != null ? atClose : stored;
        for (Resource resource : Resource.values()) {
            if (found.get(resource) != expected.get(resource)) {
                String is = resource.format(found.get(resource));
                String should = resource.format(expected.get(resource));
                findings.amount(
                        kind,
                        id,
                        resource,
                        is,
                        should,
                        "reservation " + id + " " + verb + " " + is + " of " + resource + ", and by its reports and"
                                + " extensions its " + noun + " is " + should,
                        ADVICE);
            }
        }
    }

    private void compare(Drift.Kind kind, String found, String expected, String noun, Remedy remedy) {
        if (!found.equals(expected)) {
            findings.tell(
                    kind,
                    id,
                    found,
                    expected,
                    "reservation " + id + ": " + noun + " is " + found + ", and by its reports and extensions it is "
                            + expected,
                    remedy);
        }
    }

    private void checkTimes(long nowMillis) {
        TimeOrder order = new TimeOrder(id, "reservation " + id, findings);
        order.then("its opening", snapshot.header().openedAtMillis());
        for (JournalEntry.OfReservation operation : stored.operations()) {
            order.then("its entry number " + operation.sequence(), operation.atMillis());
        }
        if (closing != null && closing.late()) {
            order.then("the end of its lease", snapshot.expiresAtMillis());
            stored.expiredAtMillis().ifPresent(expiredAt -> order.then("its expiry", expiredAt));
        }
        if (closing != null) {
            order.then("its closing", closing.atMillis());
        }
        order.then("the store's clock", nowMillis);
        // A lease of a clock that was ahead, which is shortened, ends before the changes that it was given by.
        long lastChange = stored.operations().isEmpty()
                ? snapshot.header().openedAtMillis()
                : stored.operations().get(stored.operations().size() - 1).atMillis();
        isClockRight = order.isKept() && snapshot.expiresAtMillis() >= lastChange - TimeOrder.SLACK_MILLIS;
    }
}
