package io.stipend.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit of a tenant's books from two sides: against the open reservations (invariant 2), and against the journal, whose
 * differences must add up to them (invariants 1 and 6).
 */
public final class Books {

    private static final int PAGE = 50;

    private final Map<AccountId, Map<Resource, Long>> allowances = new HashMap<>();
    private final Map<AccountId, Map<Resource, Long>> reserved = new HashMap<>();
    private final Map<AccountId, Map<Resource, Long>> spent = new HashMap<>();

    private Books() {}

    static void audit(StoreFixture fixture) {
        List<ReservationId> known =
                fixture.reservations().stream().map(fixture::id).toList();
        audit(
                fixture.store(),
                fixture.accounts(),
                fixture.tenant(),
                known,
                () -> fixture.journal().entries(fixture.tenant()));
    }

    /** Where the entries of a tenant come from. */
    @FunctionalInterface
    public interface Entries {

        /** All entries of the tenant since its beginning. */
        List<JournalEntry> read();
    }

    /**
     * Audits a tenant while nobody changes it.
     *
     * @param known all reservations the tenant may have open
     * @param journal all its entries; read after the accounts are, because looking may begin a new period
     * @throws AssertionError when the books do not balance
     */
    public static void audit(
            CreditStore store,
            AccountAdministration administration,
            String tenant,
            List<ReservationId> known,
            Entries journal) {
        List<AccountView> views = accounts(administration, tenant);
        againstHolds(views, store, known);
        Books fold = new Books();
        Map<Object, Long> sequences = new HashMap<>();
        for (JournalEntry entry : journal.read()) {
            fold.add(entry);
            Object stream = stream(entry);
            assertThat(entry.sequence())
                    .as("number of %s, which follows its stream's last entry", entry)
                    .isEqualTo(sequences.getOrDefault(stream, 0L) + 1);
            sequences.put(stream, entry.sequence());
        }
        for (AccountView view : views) {
            fold.compare(view);
            assertThat(view.sequence())
                    .as("number of the latest entry of %s", view.account())
                    .isEqualTo(sequences.getOrDefault(view.account(), 0L));
        }
    }

    /** All accounts of a tenant, page by page. */
    public static List<AccountView> accounts(AccountAdministration administration, String tenant) {
        List<AccountView> all = new ArrayList<>();
        List<AccountView> page = administration.list(tenant, null, PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = administration.list(tenant, page.get(page.size() - 1).account(), PAGE);
        }
        return all;
    }

    private static void againstHolds(List<AccountView> views, CreditStore store, List<ReservationId> known) {
        Map<AccountId, Map<Resource, Long>> holds = new HashMap<>();
        for (ReservationId id : known) {
            ReservationSnapshot snapshot = store.find(id).orElse(null);
            if (snapshot != null && snapshot.isOpen()) {
                addTo(holds, snapshot.header().path().accounts(), snapshot.held(), 1);
            }
        }
        for (AccountView view : views) {
            for (Resource resource : Resource.values()) {
                assertThat(view.reserved().get(resource))
                        .as("reserved %s of %s = the sum of its open holds", resource, view.account())
                        .isEqualTo(amount(holds, view.account(), resource));
                assertThat(view.reserved().get(resource) + view.spent().get(resource))
                        .as("reserved + spent %s of %s", resource, view.account())
                        .isBetween(0L, Checks.MAX_AMOUNT);
            }
        }
    }

    private static Object stream(JournalEntry entry) {
        return entry instanceof JournalEntry.OfReservation of
                ? of.header().id()
                : ((JournalEntry.AccountChanged) entry).account();
    }

    private void add(JournalEntry entry) {
        if (entry instanceof JournalEntry.Opened opened) {
            addTo(reserved, path(opened), opened.request().envelope(), 1);
        } else if (entry instanceof JournalEntry.Extended extended) {
            addTo(reserved, path(extended), extended.additional(), 1);
        } else if (entry instanceof JournalEntry.Closed closed) {
            addTo(reserved, path(closed), closed.late() ? ResourceVector.ZERO : closed.held(), -1);
            addTo(spent, path(closed), closed.charged(), 1);
            addTo(spent, path(closed), closed.bookedBefore(), -1);
        } else if (entry instanceof JournalEntry.AccountChanged changed) {
            addTo(allowances, changed.account(), changed.resource(), changed.allowanceDelta());
            addTo(spent, changed.account(), changed.resource(), changed.spentDelta());
        }
    }

    private static List<AccountId> path(JournalEntry.OfReservation entry) {
        return entry.header().path().accounts();
    }

    private void compare(AccountView view) {
        for (Resource resource : Resource.values()) {
            AccountId account = view.account();
            long limit = view.limits().get(resource);
            long allowance =
                    (limit == Limits.UNLIMITED ? 0 : limit) + view.grants().get(resource);
            assertThat(allowance)
                    .as("allowance of %s, %s = the sum of the journal's differences", account, resource)
                    .isEqualTo(amount(allowances, account, resource));
            assertThat(view.reserved().get(resource))
                    .as("reserved on %s, %s = the sum of the journal's differences", account, resource)
                    .isEqualTo(amount(reserved, account, resource));
            assertThat(view.spent().get(resource))
                    .as("spent on %s, %s = the sum of the journal's differences", account, resource)
                    .isEqualTo(amount(spent, account, resource));
        }
    }

    private static void addTo(
            Map<AccountId, Map<Resource, Long>> sums, List<AccountId> path, ResourceVector amounts, int sign) {
        for (AccountId account : path) {
            for (Resource resource : Resource.values()) {
                addTo(sums, account, resource, sign * amounts.get(resource));
            }
        }
    }

    private static void addTo(
            Map<AccountId, Map<Resource, Long>> sums, AccountId account, Resource resource, long amount) {
        sums.computeIfAbsent(account, absent -> new EnumMap<>(Resource.class)).merge(resource, amount, Long::sum);
    }

    private static long amount(Map<AccountId, Map<Resource, Long>> sums, AccountId account, Resource resource) {
        @Nullable Long amount = sums.getOrDefault(account, Map.of()).get(resource);
        return amount == null ? 0 : amount;
    }
}
