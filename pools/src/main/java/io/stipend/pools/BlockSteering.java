package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.Balance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Does what is due for a node's block on one path: forms it, reports, has another take its place, keeps it as large as {@link BlockPolicy}
 * says, gives back what is idle, and closes it.
 *
 * <p>What always holds: after any call the block may be gone, as the answer says; so each is made only if there still is one.
 *
 * <p>For the thread that has the steering lock of the {@link PathBlock}, which guards all fields.
 */
final class BlockSteering {

    /** An extension tells what a report does not: that an account is frozen. So one is made this often. */
    private static final long TOP_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long SUCCESSION_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final BlockNode node;
    private final AccountPath path;
    private final AccountAdministration accounts;
    private final BlockConfig config;
    private final BlockFigures figures;
    private final PathTerms terms;
    private final BlockLedger ledger;
    private final BlockPolicy policy;
    private final BlockLease lease;
    private final BlockSettlement settlement;
    private long succeededPeriodEndMillis;

    BlockSteering(BlockNode node, BlockState state, BlockLease lease, BlockSettlement settlement) {
        this.node = node;
        this.path = state.path();
        this.accounts = node.shared().accountAdministration();
        this.config = node.config();
        this.figures = node.figures();
        this.terms = state.terms();
        this.ledger = state.ledger();
        this.policy = state.policy();
        this.lease = lease;
        this.settlement = settlement;
    }

    /**
     * Does what is due. Blocks like the store.
     *
     * @throws io.stipend.core.spi.CreditStoreException if the store did not answer
     */
    void step(long now) {
        if (!ledger.isHeld()) {
            stepWithout(now);
            return;
        }
        if (isReportDue(now)) {
            lease.report();
        }
        if (ledger.isHeld() && isSuccessionDue(now)) {
            succeed();
        }
        if (ledger.isHeld()) {
            steer(now);
        }
    }

    /** Asks the store how the accounts are now, and acts on it. */
    void refresh(long now) {
        if (!ledger.isHeld()) {
            return;
        }
        lease.extend(ResourceVector.ZERO, ResourceVector.ZERO, false);
        if (ledger.isHeld() && node.frozenOn(path) != null) {
            policy.frozen();
            settlement.close();
        } else if (ledger.isHeld()) {
            steer(now);
        }
    }

    private void stepWithout(long now) {
        if (!policy.isRested(now)) {
            return;
        }
        if (!ledger.unbooked().isZero()) {
            settlement.bill();
            policy.billed(now);
        } else if (!terms.latest().isEmpty() && policy.startsLook(now) && look(now)) {
            form();
        }
    }

    /** Looks at the accounts; false if no block may be formed on them. */
    private boolean look(long now) {
        List<Balance> seen = new ArrayList<>();
        for (int i = 0; i < path.accounts().size(); i++) {
            AccountId account = path.accounts().get(i);
            figures.calls.increment();
            AccountView view = accounts.show(account).orElse(null);
            if (view != null && view.frozen() != null) {
                policy.denied(now);
                return false;
            }
            Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
            for (Resource resource : Resource.values()) {
                if (view != null) {
                    view.available(resource).ifPresent(available -> amounts.put(resource, available));
                } else {
                    terms.latest().get(i).limits().find(resource).ifPresent(limit -> amounts.put(resource, limit));
                }
            }
            seen.add(new Balance(account, amounts));
        }
        policy.observe(now, seen, ResourceVector.ZERO);
        return !policy.isOccupiedLimited();
    }

    private void form() {
        if (policy.isLasting()) {
            lease.form(policy.ahead(), true);
        } else if (policy.isBusy()) {
            lease.form(ResourceVector.ZERO, false);
        }
    }

    private boolean isReportDue(long now) {
        return now - lease.reportedAtNanos() >= config.reportInterval().toNanos()
                || ledger.unreported().credits() >= config.maxUnreported().units();
    }

    private boolean isSuccessionDue(long now) {
        return now - ledger.block().bornNanos() >= SUCCESSION_NANOS || isPeriodEnding(now);
    }

    /** Whether a period ends before the next report, on the store's clock as far as it is known here. */
    private boolean isPeriodEnding(long now) {
        long nowMillis = lease.storeMillisAt(now);
        long soonMillis = nowMillis + config.reportInterval().toMillis();
        for (AccountTerms each : terms.latest()) {
            long end = each.period().endMillis(nowMillis);
            if (end <= soonMillis && end > succeededPeriodEndMillis) {
                succeededPeriodEndMillis = end;
                return true;
            }
        }
        return false;
    }

    /** Usage is booked where it happened: with a block of that minute and that period. */
    private void succeed() {
        lease.report();
        if (ledger.isHeld()) {
            settlement.succeed();
        }
    }

    private void steer(long now) {
        policy.decide(now);
        if (policy.isServing()) {
            keepAhead(now);
        } else if (policy.startsReturn(now)) {
            lease.giveBack(ResourceVector.ZERO);
            if (ledger.isHeld() && policy.isNeedless(now)) {
                settlement.close();
            }
        }
    }

    private void keepAhead(long now) {
        LocalBudget local = ledger.local();
        ResourceVector target = local.limitedPart(policy.ahead());
        ResourceVector idle = ledger.idle();
        boolean isLow = false;
        boolean isHigh = false;
        for (Resource resource : Resource.values()) {
            isLow |= idle.get(resource) < (target.get(resource) + 3) / 4;
            isHigh |= local.isLimited(resource) && idle.get(resource) > 2 * target.get(resource);
        }
        ResourceVector missing = target.excessOver(idle);
        if (isLow || (now - lease.extendedAtNanos() >= TOP_UP_NANOS && !missing.isZero())) {
            lease.extend(missing, ResourceVector.ZERO, false);
        } else if (isHigh) {
            lease.giveBack(target);
        }
    }
}
