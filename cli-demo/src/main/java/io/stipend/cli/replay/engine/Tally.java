package io.stipend.cli.replay.engine;

import io.stipend.core.SettlementReport;
import io.stipend.core.model.AccountId;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What workers saw: each counts on its own, and the sum is what was seen in all. Not thread safe. */
public final class Tally {

    private final Map<Rejection.Code, Long> rejectedBy = new EnumMap<>(Rejection.Code.class);
    private final Map<AccountId, AccountTally> accounts = new HashMap<>();
    private final EfficiencyDistribution efficiency = new EfficiencyDistribution();
    private final VerbLatencies latencies = new VerbLatencies();
    private long requested;
    private long approved;
    private long settled;
    private long late;
    private long overran;
    private long warnings;
    private long criticals;
    private long heldUnits;
    private long chargedUnits;
    private long returnedUnits;
    private long overrunUnits;

    /** Nothing seen yet. */
    public Tally() {
        for (Rejection.Code code : Rejection.Code.values()) {
            rejectedBy.put(code, 0L);
        }
    }

    void addRequest(List<AccountId> path) {
        requested++;
        path.forEach(account -> account(account).requested());
    }

    void addApproval() {
        approved++;
    }

    void addRejection(Rejection rejection, long atMillis) {
        rejectedBy.merge(rejection.code(), 1L, Long::sum);
        if (rejection.account() != null) {
            account(rejection.account()).rejected(atMillis);
        }
    }

    void addLevels(List<UsageLevel> levels) {
        for (UsageLevel level : levels) {
            switch (level) {
                case NORMAL -> {}
                case WARNING -> warnings++;
                case CRITICAL -> criticals++;
            }
        }
    }

    void addSettlement(List<AccountId> path, SettlementReport report) {
        long charged = report.charged().credits();
        long overrun = report.overrun().credits();
        settled++;
        late += report.late() ? 1 : 0;
        overran += overrun > 0 ? 1 : 0;
        heldUnits += report.held().credits();
        chargedUnits += charged;
        returnedUnits += report.returned().credits();
        overrunUnits += overrun;
        efficiency.add(report.efficiency().score());
        path.forEach(account -> account(account).settled(charged, overrun));
    }

    Tally plus(Tally other) {
        other.rejectedBy.forEach((code, count) -> rejectedBy.merge(code, count, Long::sum));
        other.accounts.forEach((id, tally) -> accounts.merge(id, tally, AccountTally::plus));
        efficiency.add(other.efficiency);
        latencies.add(other.latencies);
        requested += other.requested;
        approved += other.approved;
        settled += other.settled;
        late += other.late;
        overran += other.overran;
        warnings += other.warnings;
        criticals += other.criticals;
        heldUnits += other.heldUnits;
        chargedUnits += other.chargedUnits;
        returnedUnits += other.returnedUnits;
        overrunUnits += other.overrunUnits;
        return this;
    }

    private AccountTally account(AccountId id) {
        return accounts.computeIfAbsent(id, unseen -> new AccountTally());
    }

    /** Rejections by reason; every reason is there. */
    public Map<Rejection.Code, Long> rejectedBy() {
        return rejectedBy;
    }

    /** Rejections in all. */
    public long rejected() {
        return rejectedBy.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By account, in the order of their ids: a copy. */
    public Map<AccountId, AccountTally> accounts() {
        return new TreeMap<>(accounts);
    }

    public EfficiencyDistribution efficiency() {
        return efficiency;
    }

    public VerbLatencies latencies() {
        return latencies;
    }

    public long requested() {
        return requested;
    }

    public long approved() {
        return approved;
    }

    public long settled() {
        return settled;
    }

    /** Settlements of reservations whose lease had run out before. */
    public long late() {
        return late;
    }

    /** Settlements of more credits than were held. */
    public long overran() {
        return overran;
    }

    /** Reservations that entered the warning level. */
    public long warnings() {
        return warnings;
    }

    /** Reservations that entered the critical level. */
    public long criticals() {
        return criticals;
    }

    public long heldUnits() {
        return heldUnits;
    }

    public long chargedUnits() {
        return chargedUnits;
    }

    public long returnedUnits() {
        return returnedUnits;
    }

    public long overrunUnits() {
        return overrunUnits;
    }
}
