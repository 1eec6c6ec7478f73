package io.stipend.cli.replay.engine;

import io.stipend.core.SettlementReport;
import io.stipend.core.model.AccountId;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** What the workers saw. Workers may add at the same time; it is read when they have ended. */
public final class Tally {

    /** What is counted; the last four are sums, in the smallest unit of credits. */
    public enum Count {
        REQUESTED,
        APPROVED,
        SETTLED,
        /** Settlements of reservations whose lease had run out before. */
        LATE,
        /** Settlements of more credits than were held. */
        OVERRAN,
        /** Reservations that entered the warning level. */
        WARNINGS,
        /** Reservations that entered the critical level. */
        CRITICALS,
        HELD,
        CHARGED,
        RETURNED,
        OVERRUN
    }

    /** A call of the manager whose time is taken. */
    public enum Verb {
        RESERVE,
        TRACK,
        SETTLE
    }

    private final long[] counts = new long[Count.values().length];
    private final Map<Rejection.Code, Long> rejectedBy = new EnumMap<>(Rejection.Code.class);
    private final Map<AccountId, AccountTally> accounts = new TreeMap<>();
    private final EfficiencyDistribution efficiency = new EfficiencyDistribution();
    private final Map<Verb, Histogram> latencies = new EnumMap<>(Verb.class);

    /** Nothing seen yet. */
    public Tally() {
        Stream.of(Rejection.Code.values()).forEach(code -> rejectedBy.put(code, 0L));
        Stream.of(Verb.values()).forEach(verb -> latencies.put(verb, new Histogram(3)));
    }

    synchronized void addRequest(List<AccountId> path) {
        add(Count.REQUESTED, 1);
        path.forEach(account -> add(account, AccountTally.REQUEST));
    }

    synchronized void addApproval() {
        add(Count.APPROVED, 1);
    }

    synchronized void addRejection(Rejection rejection, long atMillis) {
        rejectedBy.merge(rejection.code(), 1L, Long::sum);
        if (rejection.account() != null) {
            add(rejection.account(), new AccountTally(0, 1, atMillis, 0, 0));
        }
    }

    synchronized void addLevels(List<UsageLevel> levels) {
        add(Count.WARNINGS, levels.contains(UsageLevel.WARNING) ? 1 : 0);
        add(Count.CRITICALS, levels.contains(UsageLevel.CRITICAL) ? 1 : 0);
    }

    synchronized void addSettlement(List<AccountId> path, SettlementReport report) {
        long charged = report.charged().credits();
        long overrun = report.overrun().credits();
        add(Count.SETTLED, 1);
        add(Count.LATE, report.late() ? 1 : 0);
        add(Count.OVERRAN, overrun > 0 ? 1 : 0);
        add(Count.HELD, report.held().credits());
        add(Count.CHARGED, charged);
        add(Count.RETURNED, report.returned().credits());
        add(Count.OVERRUN, overrun);
        efficiency.add(report.efficiency().score());
        path.forEach(account -> add(account, new AccountTally(0, 0, null, charged, overrun)));
    }

    synchronized void addLatency(Verb verb, long nanos) {
        latency(verb).recordValue(nanos);
    }

    private void add(Count what, long more) {
        counts[what.ordinal()] += more;
    }

    private void add(AccountId account, AccountTally more) {
        accounts.merge(account, more, AccountTally::plus);
    }

    public synchronized long get(Count what) {
        return counts[what.ordinal()];
    }

    /** Rejections by reason; every reason is there. */
    public Map<Rejection.Code, Long> rejectedBy() {
        return rejectedBy;
    }

    /** Rejections in all. */
    public long rejected() {
        return rejectedBy.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By account, in the order of their ids. */
    public Map<AccountId, AccountTally> accounts() {
        return accounts;
    }

    public EfficiencyDistribution efficiency() {
        return efficiency;
    }

    /** How long the calls took, in nanoseconds, to three digits. */
    public Histogram latency(Verb verb) {
        return latencies.getOrDefault(verb, new Histogram(3));
    }
}
