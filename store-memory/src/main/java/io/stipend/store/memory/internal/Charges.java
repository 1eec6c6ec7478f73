package io.stipend.store.memory.internal;

import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.store.support.DueHolds;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Books usage without a hold: reservations that are closed when they are opened. Thread safe. */
final class Charges {

    private final MemoryAccounts accounts;
    private final MemoryJournal journal;
    private final StripedReservations reservations;
    private final InstantSource clock;

    Charges(MemoryAccounts accounts, MemoryJournal journal, StripedReservations reservations, InstantSource clock) {
        this.accounts = accounts;
        this.journal = journal;
        this.reservations = reservations;
        this.clock = clock;
    }

    /** Due holds keep nobody from a budget, so they go before a charge is refused. */
    ChargeOutcome charge(ChargeCommand command) {
        ChargeOutcome outcome = tryCharge(command);
        for (int round = 0; outcome instanceof Insufficient && round < DueHolds.MAX_ROUNDS; round++) {
            if (!reservations.expireDueOn(accounts.onPath(command.path()))) {
                break;
            }
            outcome = tryCharge(command);
        }
        return outcome;
    }

    private ChargeOutcome tryCharge(ChargeCommand command) {
        int hash = Reservation.hashOf(command.id());
        Stripe stripe = reservations.stripeOf(hash);
        journal.giveWay(stripe.journal());
        synchronized (stripe) {
            Reservation known = stripe.find(command.id(), hash);
            if (known != null) {
                JournalEntry.Charged before = known.charged();
                return before != null && before.fingerprint() == command.fingerprint()
                        ? new ChargeOutcome.Charged(before, true)
                        : new Refusal.Conflict();
            }
            if (stripe.hasForgotten(command.id())) {
                return new Refusal.Forgotten();
            }
            stripe.journal().checkRoom();
            stripe.checkRoomFor(command.id());
            Account[] path = accounts.onPath(command.path());
            long now = clock.millis();
            ChargeOutcome outcome = path.length == 1 ? bookOnOne(command, path, now) : bookOnAll(command, path, now);
            if (outcome instanceof ChargeOutcome.Charged charged) {
                stripe.addClosed(Reservation.ofCharge(charged.entry(), path));
                stripe.journal().append(charged.entry());
            }
            return outcome;
        }
    }

    private static ChargeOutcome bookOnOne(ChargeCommand command, Account[] path, long now) {
        synchronized (path[0]) {
            return book(command, path, now);
        }
    }

    private static ChargeOutcome bookOnAll(ChargeCommand command, Account[] path, long now) {
        return PathLock.holding(path, () -> book(command, path, now));
    }

    /** Books on all accounts, whose monitors are held, or says why not. Frozen accounts are charged like any other. */
    private static ChargeOutcome book(ChargeCommand command, Account[] path, long now) {
        for (int i = 0; i < path.length; i++) {
            path[i].touch(now);
            path[i].adopt(command.terms().get(i), now);
        }
        Insufficient lack = command.overrunPolicy() == OverrunPolicy.REJECT ? lack(command, path) : null;
        if (lack != null) {
            return lack;
        }
        ResourceVector charged = charged(command, path);
        for (Account account : path) {
            account.book(charged);
        }
        // The account's own path, where it is the whole path: one for all its reservations.
        AccountPath accountPath = path.length == 1 ? path[0].path() : command.path();
        ReservationHeader header = new ReservationHeader(command.id(), accountPath, command.swarmId(), now);
        return new ChargeOutcome.Charged(
                new JournalEntry.Charged(
                        header,
                        command.fingerprint(),
                        command.overrunPolicy(),
                        command.attributes(),
                        command.used(),
                        charged),
                false);
    }

    private static @Nullable Insufficient lack(ChargeCommand command, Account[] path) {
        for (Account account : path) {
            Resource lack = account.firstLack(command.used());
            if (lack != null) {
                return new Insufficient(account.id(), lack, command.used().get(lack), account.capacity(lack));
            }
        }
        return null;
    }

    private static ResourceVector charged(ChargeCommand command, Account[] path) {
        return ResourceVector.map(resource -> {
            long used = command.used().get(resource);
            return used == 0 ? 0 : Math.min(used, Closing.room(path, resource, command.overrunPolicy()));
        });
    }
}
