package io.stipend.cli.replay.engine;

import static io.stipend.cli.replay.engine.Tally.Count.CHARGED;
import static io.stipend.cli.replay.engine.Tally.Count.HELD;
import static io.stipend.cli.replay.engine.Tally.Count.OVERRUN;
import static io.stipend.cli.replay.engine.Tally.Count.RETURNED;
import static io.stipend.cli.replay.engine.Tally.Count.UNCOLLECTED;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads the books back from the store when all is settled, and holds them against what the workers saw: two sides that
 * know nothing of each other.
 */
public final class Audit {

    private static final int PAGE = 1000;

    /** Further findings would say the same. */
    private static final int MAX_FINDINGS = 20;

    private final Tally tally;
    private final long nowMillis;
    private final List<String> findings = new ArrayList<>();
    private final Map<AccountId, AccountTally> unseen;

    private Books sums = Books.EMPTY;

    /** Whether what users spent may have begun anew: then it is not all that was ever charged. */
    private final boolean periodic;

    private long usersSpent;

    private Audit(Tally tally, long nowMillis) {
        this.tally = tally;
        this.nowMillis = nowMillis;
        this.periodic = tally.accounts().values().stream()
                .anyMatch(account -> account.terms().period().unit() != LimitPeriod.Unit.NEVER);
        this.unseen = new HashMap<>(tally.accounts());
    }

    /**
     * Audits. Blocks like the store.
     *
     * @param tenant where the accounts are
     * @param open how many reservations the store says are open
     * @param tally what there should be on each account
     * @param nowMillis the time by the store's clock
     */
    public static Books of(AccountAdministration store, String tenant, long open, Tally tally, long nowMillis) {
        Audit audit = new Audit(tally, nowMillis);
        forEachAccount(store, tenant, audit::check);
        audit.checkSums(open);
        return audit.sums.found(audit.findings);
    }

    /**
     * How many reservations a tenant's users have open, by their accounts: each holds a slot. For a store that others use
     * at the same time, whose own count is of all tenants.
     */
    public static long openOf(AccountAdministration store, String tenant) {
        long[] open = {0};
        forEachAccount(
                store,
                tenant,
                view -> open[0] += view.account().kind() == AccountId.Kind.USER
                        ? view.reserved().slots()
                        : 0);
        return open[0];
    }

    private static void forEachAccount(
            AccountAdministration store, String tenant, Consumer<? super AccountView> accounts) {
        AccountId last = null;
        List<AccountView> page;
        do {
            page = store.list(tenant, last, PAGE);
            for (AccountView view : page) {
                accounts.accept(view);
                last = view.account();
            }
        } while (page.size() == PAGE);
    }

    private void check(AccountView view) {
        AccountId account = view.account();
        AccountTally seen = unseen.remove(account);
        long spent = seen == null ? 0 : seen.spentAt(nowMillis);
        long viewSpent = view.spent().credits();
        long viewReserved = view.reserved().credits();
        AccountTerms terms = seen == null ? AccountTerms.UNLIMITED : seen.terms();
        if (terms.limits().find(Resource.CREDITS).isPresent()) {
            long viewAllowance = view.allowance(Resource.CREDITS).orElse(0);
            long viewAvailable = view.available(Resource.CREDITS).orElse(0);
            expect(account, "allowance", viewAllowance, terms.limits().get(Resource.CREDITS));
            expect(account, "available + reserved + spent", viewAvailable + viewReserved + viewSpent, viewAllowance);
            long mostDebt =
                    (seen == null ? 0 : seen.mostDebt()) + terms.overdraft().credits();
            if (view.debt(Resource.CREDITS) > mostDebt) {
                find(account + ": debt " + Credits.formatUnits(view.debt(Resource.CREDITS)) + " is above its overruns "
                        + Credits.formatUnits(mostDebt));
            }
        }
        expect(account, "spent", viewSpent, spent);
        if (!view.reserved().isZero()) {
            find(account + ": still reserved " + view.reserved());
        }
        if (account.kind() == AccountId.Kind.USER) {
            usersSpent += spent;
        }
        sums = sums.plus(view);
    }

    private void checkSums(long open) {
        unseen.keySet().stream().sorted().forEach(account -> find(account + ": charged, but not in the books"));
        if (open != 0) {
            find(open + " reservations are still open");
        }
        long charged = periodic ? usersSpent : tally.get(CHARGED);
        if (sums.spent() != charged) {
            find("users spent " + Credits.formatUnits(sums.spent()) + ", settlements charged "
                    + Credits.formatUnits(charged));
        }
        long settled = tally.get(CHARGED) + tally.get(RETURNED) - tally.get(OVERRUN) + tally.get(UNCOLLECTED);
        if (tally.get(HELD) != settled) {
            find("held " + Credits.formatUnits(tally.get(HELD)) + ", but charged + returned - overrun + uncollected is "
                    + Credits.formatUnits(settled));
        }
    }

    private void expect(AccountId account, String what, long found, long expected) {
        if (found != expected) {
            find(account + ": " + what + " is " + Credits.formatUnits(found) + ", should be "
                    + Credits.formatUnits(expected));
        }
    }

    private void find(String finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }
}
