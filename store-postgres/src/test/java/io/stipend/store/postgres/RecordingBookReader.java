package io.stipend.store.postgres;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a reader was shown of small books. */
public class RecordingBookReader implements BookReader {

    final List<String> waiting = new ArrayList<>();
    final Map<AccountId, StoredAccount> accounts = new LinkedHashMap<>();
    final Map<String, StoredReservation> reservations = new LinkedHashMap<>();
    final Map<String, String> steps = new LinkedHashMap<>();
    final List<String> damages = new ArrayList<>();

    static RecordingBookReader of(BookInspection inspection, String tenant) {
        RecordingBookReader shown = new RecordingBookReader();
        inspection.read(tenant, shown);
        return shown;
    }

    StoredAccount account(AccountId account) {
        return Objects.requireNonNull(accounts.get(account));
    }

    /** A repair that sets an account's sums to what they are. */
    RepairCommand repair(AccountId account, String operation) {
        AccountView view = account(account).view();
        return new RepairCommand(
                account,
                OperationId.of(operation),
                view.sequence(),
                view.reserved(),
                view.spent(),
                view.reserved(),
                view.spent(),
                "why");
    }

    @Override
    public void waiting(JournalEntry entry) {
        waiting.add((entry instanceof JournalEntry.AccountChanged ? "account " : "")
                + entry.stream()
                + ' '
                + entry.sequence());
    }

    @Override
    public void account(StoredAccount account) {
        accounts.put(account.view().account(), account);
    }

    @Override
    public void reservation(StoredReservation reservation) {
        reservations.put(reservation.snapshot().header().id().value(), reservation);
    }

    @Override
    public void step(String step, String reservationId) {
        steps.put(step, reservationId);
    }

    @Override
    public void damaged(Kind kind, String subject, String text) {
        damages.add(kind + " " + subject + ": " + text);
    }
}
