package io.stipend.cli.replay.engine;

import io.stipend.core.ReservationStatus;
import io.stipend.core.SettlementReport;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.UsageLevel;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What was seen of a replay. Several threads may add at the same time; it is read when they have ended. */
public final class Tally {

    /** What is counted; from {@link #HELD} on they are sums, in the smallest unit of credits. */
    public enum Count {
        REQUESTED,
        APPROVED,
        SETTLED,
        /** Settlements of reservations whose lease had run out before. */
        LATE,
        /** Reservations that were closed by a release, because policy refused to settle their overrun. */
        RELEASED,
        /** Late settlements that came when the store had forgotten the reservation. */
        FORGOTTEN,
        /** Settlements of more credits than were held. */
        OVERRAN,
        /** Reservations that entered the warning level. */
        WARNINGS,
        /** Reservations that entered the critical level. */
        CRITICALS,
        /** Holds made of a request's own figures, because no price was known for it. */
        HELD_BY_OWN_FIGURES,
        /** Requests that waited for the one before them in their session. */
        WAITED,
        /** How long they waited in all, in milliseconds. */
        WAITED_MILLIS,
        HELD,
        CHARGED,
        RETURNED,
        OVERRUN,
        UNCOLLECTED
    }

    /** A call of the manager whose time is taken. */
    public enum Verb {
        RESERVE,
        TRACK,
        SETTLE
    }

    private final long[] counts = new long[Count.values().length];
    private final Map<Rejection.Code, Long> rejectedBy = new EnumMap<>(Rejection.Code.class);
    private final Map<Resource, Long> lacking = new EnumMap<>(Resource.class);
    private final Map<AccountId, AccountTally> accounts = new HashMap<>();
    private final Map<String, PayerTally> users = new HashMap<>();
    private final Map<String, PayerTally> sessions = new HashMap<>();
    private final Map<String, ModelTally> models = new HashMap<>();
    private final EfficiencyDistribution efficiency = new EfficiencyDistribution();
    private final Map<Verb, Histogram> latencies = new EnumMap<>(Verb.class);

    /** Nothing seen yet. */
    public Tally() {
        Stream.of(Rejection.Code.values()).forEach(code -> rejectedBy.put(code, 0L));
        Stream.of(Verb.values()).forEach(verb -> latencies.put(verb, new Histogram(3)));
    }

    synchronized void addRequest(PreparedRequest request) {
        add(Count.REQUESTED, 1);
        add(Count.HELD_BY_OWN_FIGURES, request.script().basis() == RequestScript.Basis.OWN_FIGURES ? 1 : 0);
        request.path().forEach((account, terms) -> accounts.computeIfAbsent(account, any -> new AccountTally(terms)));
        user(request).countRequest();
        if (request.chargesSession()) {
            session(request).countRequest();
        }
        model(request)
                .addRequest(request.request().inputTokens(), request.request().outputTokens());
    }

    synchronized void addWait(long millis) {
        add(Count.WAITED, 1);
        add(Count.WAITED_MILLIS, millis);
    }

    /** It was approved at a time since the log's first request. */
    synchronized void addApproval(PreparedRequest request, long atMillis) {
        add(Count.APPROVED, 1);
        user(request).back(atMillis);
        if (request.chargesSession()) {
            session(request).back(atMillis);
        }
    }

    /**
     * It was rejected.
     *
     * @param atMillis when, since the log's first request
     * @param periodEndMillis when the period ends of the account that had too little, likewise
     */
    synchronized void addRejection(PreparedRequest request, Rejection rejection, long atMillis, long periodEndMillis) {
        rejectedBy.merge(rejection.code(), 1L, Long::sum);
        Resource resource = rejection.resource();
        if (resource != null) {
            lacking.merge(resource, 1L, Long::sum);
        }
        long cost = request.script().cost().units();
        user(request).addRefusal(cost);
        model(request).countRefusal();
        AccountId account = rejection.account();
        boolean ofSession = account != null && account.kind() == AccountId.Kind.SWARM;
        if (ofSession) {
            session(request).addRefusal(cost);
        }
        if (account != null && rejection.code() == Rejection.Code.ACCOUNT_EXHAUSTED && isSpent(resource)) {
            AccountTerms terms = request.path().getOrDefault(account, AccountTerms.UNLIMITED);
            (ofSession ? session(request) : user(request))
                    .addRunOut(account, resource, terms, atMillis, periodEndMillis);
        }
    }

    private static boolean isSpent(@Nullable Resource resource) {
        return resource != null && resource.isConsumable();
    }

    synchronized void addLevels(Collection<UsageLevel> levels) {
        add(Count.WARNINGS, levels.contains(UsageLevel.WARNING) ? 1 : 0);
        add(Count.CRITICALS, levels.contains(UsageLevel.CRITICAL) ? 1 : 0);
    }

    /**
     * It was settled, or released.
     *
     * @param leaseEndMillis when its lease ran out, if it did, on the store's clock
     * @param closedMillis when it was closed, on the store's clock
     */
    synchronized void addClose(
            PreparedRequest request, SettlementReport report, long leaseEndMillis, long closedMillis) {
        long charged = report.charged().credits();
        long overrun = report.overrun().credits();
        add(report.status() == ReservationStatus.RELEASED ? Count.RELEASED : Count.SETTLED, 1);
        add(Count.LATE, report.late() ? 1 : 0);
        add(Count.OVERRAN, overrun > 0 ? 1 : 0);
        add(Count.HELD, report.held().credits());
        add(Count.CHARGED, charged);
        add(Count.RETURNED, report.returned().credits());
        add(Count.OVERRUN, overrun);
        add(Count.UNCOLLECTED, report.uncollected().credits());
        efficiency.add(report.efficiency().score());
        long before = report.bookedBefore().credits();
        if (report.late()) {
            book(request, before, Math.max(0, before - report.held().credits()), leaseEndMillis);
            book(request, charged - before, Math.max(0, charged - before), closedMillis);
        } else {
            book(request, charged, Math.max(0, charged - report.held().credits()), closedMillis);
        }
        charge(request, charged);
    }

    /**
     * Its lease ran out, and when it was to be settled the store had forgotten it: what was tracked is all that is booked.
     *
     * @param tracked what was tracked
     * @param held what was held
     */
    synchronized void addForgotten(
            PreparedRequest request, ResourceVector tracked, ResourceVector held, long leaseEndMillis) {
        long charged = tracked.credits();
        long overrun = Math.max(0, charged - held.credits());
        add(Count.FORGOTTEN, 1);
        add(Count.HELD, held.credits());
        add(Count.CHARGED, charged);
        add(Count.RETURNED, Math.max(0, held.credits() - charged));
        add(Count.OVERRUN, overrun);
        book(request, charged, overrun, leaseEndMillis);
        charge(request, charged);
    }

    private void book(PreparedRequest request, long units, long unheld, long atMillis) {
        request.path().keySet().forEach(id -> {
            AccountTally account = accounts.get(id);
            if (account != null) {
                account.book(units, unheld, atMillis);
            }
        });
    }

    private void charge(PreparedRequest request, long units) {
        user(request).addCharge(units);
        model(request).addCharge(units);
        if (request.chargesSession()) {
            session(request).addCharge(units);
        }
    }

    synchronized void addLatency(Verb verb, long nanos) {
        latency(verb).recordValue(nanos);
    }

    /** Nothing more comes; at a time since the log's first request. */
    synchronized void end(long atMillis) {
        users.values().forEach(user -> user.back(atMillis));
        sessions.values().forEach(session -> session.back(atMillis));
    }

    private PayerTally user(PreparedRequest request) {
        return users.computeIfAbsent(request.user(), PayerTally::new);
    }

    private PayerTally session(PreparedRequest request) {
        return sessions.computeIfAbsent(request.session(), PayerTally::new);
    }

    private ModelTally model(PreparedRequest request) {
        return models.computeIfAbsent(request.request().model().orElse(""), any -> new ModelTally());
    }

    private void add(Count what, long more) {
        counts[what.ordinal()] += more;
    }

    public synchronized long get(Count what) {
        return counts[what.ordinal()];
    }

    /** Rejections by reason; every reason is there. */
    public Map<Rejection.Code, Long> rejectedBy() {
        return rejectedBy;
    }

    /** Rejections by the resource of which there was too little; only resources that were lacking are there. */
    public Map<Resource, Long> lacking() {
        return lacking;
    }

    /** Rejections in all. */
    public long rejected() {
        return rejectedBy.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By account, in no order. */
    Map<AccountId, AccountTally> accounts() {
        return accounts;
    }

    /** The users that had requests, in the order of their names. */
    public List<PayerTally> users() {
        return byName(users);
    }

    /** The sessions that had an account, in the order of their names. */
    public List<PayerTally> sessions() {
        return byName(sessions);
    }

    /** By model, in the order of their names; the empty name is that of requests whose model the log does not say. */
    public Map<String, ModelTally> models() {
        return new TreeMap<>(models);
    }

    private static List<PayerTally> byName(Map<String, PayerTally> payers) {
        return payers.values().stream()
                .sorted(Comparator.comparing(PayerTally::name))
                .toList();
    }

    public EfficiencyDistribution efficiency() {
        return efficiency;
    }

    /** How long the calls took, in nanoseconds, to three digits; nothing in a simulation. */
    public Histogram latency(Verb verb) {
        return latencies.getOrDefault(verb, new Histogram(3));
    }
}
