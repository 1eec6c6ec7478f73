package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackOutcome;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Says of what the local store answers on which path it really is: there, all of a path is one account. Thread safe. */
final class LocalAnswers {

    private final Map<AccountId, AccountPath> paths = new ConcurrentHashMap<>();

    /** From now on, this local account is this path. */
    void register(AccountId account, AccountPath path) {
        paths.put(account, path);
    }

    /** Whether there is any local account, so that the local store may know a reservation. */
    boolean isEmpty() {
        return paths.isEmpty();
    }

    /** How many local accounts there are. */
    int size() {
        return paths.size();
    }

    /** The path of a local account; null if it is none. */
    @Nullable
    AccountPath pathOf(AccountId account) {
        return paths.get(account);
    }

    private AccountPath pathOf(AccountPath local) {
        AccountPath path =
                local.accounts().size() == 1 ? paths.get(local.accounts().get(0)) : null;
        return path == null ? local : path;
    }

    private ReservationHeader header(ReservationHeader local) {
        return new ReservationHeader(
                local.id(), pathOf(local.path()), local.swarmId(), local.openedAtMillis(), local.parentId());
    }

    /** A new reservation, as the caller asked for it. */
    ReserveOutcome reserved(ReserveCommand asked, ReserveOutcome.Reserved local) {
        JournalEntry.Opened entry = local.entry();
        return new ReserveOutcome.Reserved(
                new JournalEntry.Opened(
                        new ReservationHeader(
                                entry.header().id(),
                                asked.path(),
                                asked.swarmId(),
                                entry.header().openedAtMillis()),
                        asked,
                        entry.expiresAtMillis()),
                local.replayed());
    }

    TrackOutcome tracked(TrackOutcome local, List<Balance> balances) {
        return local instanceof TrackOutcome.Added added
                ? new TrackOutcome.Added(entry(added.entry()), added.replayed(), balances)
                : refused((Refusal) local);
    }

    ExtendOutcome extended(ExtendOutcome local, List<Balance> balances) {
        if (local instanceof ExtendOutcome.Extended extended) {
            return new ExtendOutcome.Extended(entry(extended.entry()), extended.replayed(), balances);
        }
        return local instanceof Refusal refusal ? refused(refusal) : local;
    }

    SplitOutcome split(SplitOutcome local) {
        if (local instanceof SplitOutcome.Split split) {
            JournalEntry.Split given = split.given();
            return new SplitOutcome.Split(entry(split.entry()), given == null ? null : entry(given), split.replayed());
        }
        return local instanceof Refusal refusal ? refused(refusal) : local;
    }

    CloseOutcome closed(CloseOutcome local) {
        return local instanceof CloseOutcome.Closed closed
                ? new CloseOutcome.Closed(entry(closed.entry()), closed.replayed())
                : refused((Refusal) local);
    }

    /** A refusal that shows how a reservation was closed shows its path, too. */
    Refusal refused(Refusal local) {
        return local instanceof Refusal.AlreadyClosed closed
                ? new Refusal.AlreadyClosed(entry(closed.closing()))
                : local;
    }

    ReservationSnapshot snapshot(ReservationSnapshot local) {
        JournalEntry.Closed closing = local.closing();
        return new ReservationSnapshot(
                header(local.header()),
                local.fingerprint(),
                local.asked(),
                local.leaseMillis(),
                local.onExpiry(),
                local.stepId(),
                local.attributes(),
                local.held(),
                local.used(),
                local.peak(),
                local.expiresAtMillis(),
                closing == null ? null : entry(closing),
                local.sequence());
    }

    JournalEntry.OfReservation ofReservation(JournalEntry.OfReservation local) {
        if (local instanceof JournalEntry.Opened opened) {
            return entry(opened);
        } else if (local instanceof JournalEntry.Tracked tracked) {
            return entry(tracked);
        } else if (local instanceof JournalEntry.Extended extended) {
            return entry(extended);
        } else if (local instanceof JournalEntry.Split split) {
            return entry(split);
        } else if (local instanceof JournalEntry.Closed closed) {
            return entry(closed);
        } else if (local instanceof JournalEntry.Charged charged) {
            return charged;
        }
        throw new IllegalStateException("journal entry of an unknown type: " + local);
    }

    private JournalEntry.Opened entry(JournalEntry.Opened local) {
        ReserveCommand request = local.request();
        AccountPath path = pathOf(request.path());
        return new JournalEntry.Opened(
                header(local.header()),
                new ReserveCommand(
                        request.id(),
                        request.fingerprint(),
                        path,
                        Collections.nCopies(path.accounts().size(), AccountTerms.UNLIMITED),
                        request.envelope(),
                        request.leaseMillis(),
                        request.onExpiry(),
                        request.swarmId(),
                        request.stepId(),
                        request.attributes()),
                local.expiresAtMillis());
    }

    private JournalEntry.Tracked entry(JournalEntry.Tracked local) {
        return new JournalEntry.Tracked(
                header(local.header()),
                local.sequence(),
                local.atMillis(),
                local.operationId(),
                local.fingerprint(),
                local.report(),
                local.stepId(),
                local.held(),
                local.used(),
                local.peakBefore(),
                local.peak(),
                local.expiresAtMillis());
    }

    private JournalEntry.Extended entry(JournalEntry.Extended local) {
        return new JournalEntry.Extended(
                header(local.header()),
                local.sequence(),
                local.atMillis(),
                local.operationId(),
                local.fingerprint(),
                local.asked(),
                local.added(),
                local.returned(),
                local.leaseMillis(),
                local.held(),
                local.used(),
                local.peak(),
                local.expiresAtMillis());
    }

    private JournalEntry.Split entry(JournalEntry.Split local) {
        return new JournalEntry.Split(
                header(local.header()),
                local.sequence(),
                local.atMillis(),
                local.childId(),
                local.given(),
                local.returned(),
                local.held(),
                local.used(),
                local.peak(),
                local.expiresAtMillis());
    }

    private JournalEntry.Closed entry(JournalEntry.Closed local) {
        return new JournalEntry.Closed(
                header(local.header()),
                local.sequence(),
                local.atMillis(),
                local.kind(),
                local.operationId(),
                local.fingerprint(),
                local.report(),
                local.overrunPolicy(),
                local.stepId(),
                local.held(),
                local.used(),
                local.charged(),
                local.bookedBefore(),
                local.peak(),
                local.late());
    }
}
