package io.stipend.audit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads a tenant's books once and compares their parts. Not thread safe. */
final class TenantCheck implements BookReader {

    private static final Remedy UNREADABLE = new Remedy.ByHand(
            "restore the record from a backup; what else depends on it" + " is found when it can be read");

    /** A charge of less than was used. */
    private record Cut(ChargeCheck charge, Resource resource) {}

    private final Findings findings;
    private final WaitingStreams waiting = new WaitingStreams();
    private final StepCheck steps = new StepCheck();
    private final TreeCheck trees = new TreeCheck();
    private final Map<AccountId, AccountCheck> accounts = new HashMap<>();

    /** For each account that does not exist, how many reservations refer to it. */
    private final Map<AccountId, Long> missing = new HashMap<>();

    /** Charges that were cut, which only a full account explains. */
    private final List<Cut> cut = new ArrayList<>();

    private long nowMillis;
    private long open;
    private long closed;

    TenantCheck(String tenant, Consumer<? super Drift> each) {
        this.findings = new Findings(tenant, each);
    }

    @Override
    public void begun(long atMillis) {
        nowMillis = atMillis;
    }

    @Override
    public void waiting(JournalEntry entry) {
        waiting.add(entry);
    }

    @Override
    public void account(StoredAccount account) {
        AccountId id = account.view().account();
        accounts.put(id, AccountCheck.of(account, nowMillis, findings));
        waiting.check(id.toString(), true, account.view().sequence(), account::changes, findings);
    }

    @Override
    public void reservation(StoredReservation stored) {
        ReservationSnapshot snapshot = stored.snapshot();
        ReservationCheck check = ReservationCheck.of(stored, nowMillis, findings);
        String id = snapshot.header().id().value();
        ChargeCheck charge = check.charge();
        for (AccountId account : snapshot.header().path().accounts()) {
            AccountCheck books = accounts.get(account);
            if (books == null) {
                missing.merge(account, 1L, Long::sum);
            } else if (charge == null) {
                books.addOpen(check.held(), check.mostHeld());
            } else {
                books.addClosed(charge, check.mostHeld(), stored.expiredAtMillis());
            }
        }
        waiting.check(id, false, snapshot.sequence(), check::entries, findings);
        trees.add(stored);
        String step = snapshot.stepId();
        if (step != null) {
            steps.addReservation(step, id, snapshot.isOpen(), findings);
        }
        if (charge == null) {
            open++;
        } else {
            closed++;
            for (Resource resource : Resource.values()) {
                if (charge.wasCut(resource)) {
                    cut.add(new Cut(charge, resource));
                }
            }
        }
    }

    @Override
    public void step(String step, String reservationId) {
        steps.addStep(step, reservationId, findings);
    }

    @Override
    public void damaged(Kind kind, String subject, String text) {
        switch (kind) {
            case INDEX ->
                findings.tell(
                        Drift.Kind.INDEX,
                        subject,
                        "an index that does not fit",
                        "one that does",
                        text,
                        new Remedy.RebuildIndexes(findings.tenant()));
            case UNREADABLE ->
                findings.tell(Drift.Kind.UNREADABLE, subject, "a damaged record", "a sound one", text, UNREADABLE);
        }
    }

    private boolean isExplained(Cut one) {
        return one.charge().closing().header().path().accounts().stream()
                .map(accounts::get)
                .anyMatch(account -> account == null
                        || account.mayHaveBeenFull(
                                one.resource(), one.charge().closing().atMillis()));
    }

    /** Compares the sums after everything has been read, and returns what was checked. */
    Verified finish() {
        accounts.values().forEach(account -> account.finish(findings));
        cut.stream()
                .filter(one -> !isExplained(one))
                .forEach(one -> one.charge().tellCut(one.resource(), findings));
        missing.forEach((account, reservations) -> findings.tell(
                Drift.Kind.ACCOUNT_MISSING,
                account.toString(),
                "no account",
                "an account",
                "account " + account + " does not exist, and " + reservations + " reservations are on it",
                AccountCheck.MISSING));
        waiting.checkRest(
                missing.keySet().stream().map(AccountId::toString).collect(Collectors.toUnmodifiableSet()), findings);
        steps.finish(findings);
        trees.finish(findings);
        return new Verified(
                1, accounts.size(), open, closed, waiting.count(), findings.drifts(), findings.repairable());
    }
}
