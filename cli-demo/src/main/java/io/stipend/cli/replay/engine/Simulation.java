package io.stipend.cli.replay.engine;

import static io.stipend.cli.replay.engine.Tally.Count.REQUESTED;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.ResourceManager;
import io.stipend.core.error.StipendException;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.foresight.advice.Advice;
import io.stipend.store.memory.MemoryConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace in its own time: a discrete-event simulation over a real manager and a store on a {@link SimulatedClock}.
 * Requests are sent at the log's times, their answers stream at given rates, leases run out and periods end when they would
 * have. Whatever happens, happens on the thread that runs it, in the order of time; of what happens in the same millisecond,
 * calls that are under way go on, in the order in which that was foreseen, before requests are sent, in the order of the log. So
 * the same input has the same outcome everywhere. One use.
 *
 * <p>A request is sent at its time, but not while the one before it in its session runs, if it is the rates that say how long
 * that takes: then it waits. Where the log says how long calls took, they are sent as the log has it.
 */
public final class Simulation implements ReplayRun<ReplayRun.Outcome> {

    /** The store of a simulation: it forgets when it is told to, and not because many others were closed. */
    public static final MemoryConfig STORE = MemoryConfig.DEFAULT.withMaxClosed(100_000_000);

    /** The longest that a reservation is remembered once it is closed. */
    private static final Duration RETENTION = Duration.ofDays(7);

    /** After so many steps, waiting journal entries are published. */
    private static final int STEPS_BETWEEN_RELAYS = 4096;

    /** After so many steps, the store forgets what it need not know any more. */
    private static final int STEPS_BETWEEN_PRUNES = 1024;

    /** Whoever waits for the pace asks again no sooner: many wait for the same credits. */
    private static final long LEAST_WAIT_MILLIS = 1_000;

    private static final int MAX_PRUNED = 100_000;
    private static final int MAX_EXPIRED = 1000;

    /** Something that will happen to a call. */
    private record Event(long atMillis, long sequence, SimulatedCall call, Runnable step) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime == 0 ? Long.compare(sequence, other.sequence) : byTime;
        }
    }

    private final Trace trace;
    private final ResourceManager manager;
    private final StoreUpkeep upkeep;
    private final Runnable relay;
    private final SimulatedClock clock;
    private final BudgetPlan plan;
    private final String tenant;
    private final Rates rates;

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final SessionOrder sessions;

    /** Calls whose lease has run out, in the order in which that was; those that have been settled since are at any place. */
    private final Queue<SimulatedCall> expired = new ArrayDeque<>();

    private final Tally tally = new Tally();
    private final Timeline timeline;
    private final Estimates estimates;
    private final @Nullable Advisor advisor;
    private long sequence;
    private long steps;

    /**
     * Makes a simulation.
     *
     * @param manager over a store whose clock this is
     * @param upkeep of the same store
     * @param accounts of the same store
     * @param relay publishes what waits in the store's journal
     * @param clock stands at the trace's first request, or before
     * @param tenant where the accounts are
     */
    public Simulation(
            Trace trace,
            ResourceManager manager,
            StoreUpkeep upkeep,
            AccountAdministration accounts,
            Runnable relay,
            SimulatedClock clock,
            BudgetPlan plan,
            String tenant,
            Rates rates) {
        this.trace = trace;
        this.manager = manager;
        this.upkeep = upkeep;
        this.relay = relay;
        this.clock = clock;
        this.plan = plan;
        this.tenant = tenant;
        this.rates = rates;
        this.sessions = new SessionOrder(trace, this::send);
        this.timeline = new Timeline(trace.spanMillis());
        this.estimates = new Estimates(
                plan.holds(), rates.reportedAtOnce(), trace.sessions().size());
        StrategyPlan strategy = plan.strategy();
        this.advisor = strategy == null ? null : new Advisor(strategy, accounts, trace, plan, tenant);
    }

    @Override
    public long done() {
        return sessions.arrived();
    }

    @Override
    public void stop() {
        sessions.stop();
    }

    /**
     * Runs; returns when the last call has come to its end.
     *
     * @throws ReplayException when a request failed
     */
    @Override
    public Outcome run() {
        List<TraceRequest> requests = trace.requests();
        int next = 0;
        // A trace makes a request each time it is asked for one.
        TraceRequest arriving = requests.get(0);
        while (true) {
            Event event = queue.peek();
            if (arriving != null
                    && !sessions.isStopped()
                    && (event == null || arriving.atMillis() < event.atMillis())) {
                clock.advanceTo(arriving.atMillis());
                sessions.arrive(arriving, next);
                next++;
                arriving = next < requests.size() ? requests.get(next) : null;
            } else if (event != null) {
                queue.remove();
                clock.advanceTo(event.atMillis());
                guarded(event.call().request(), event.step());
            } else {
                break;
            }
            if (++steps % STEPS_BETWEEN_RELAYS == 0) {
                relay.run();
            }
            if (steps % STEPS_BETWEEN_PRUNES == 0) {
                prune();
            }
        }
        relay.run();
        tally.end(now());
        return new Outcome(
                tally,
                timeline,
                estimates.report(),
                advisor == null ? null : advisor.report(),
                0,
                tally.get(REQUESTED) == requests.size());
    }

    private void send(TraceRequest request, int index, boolean waited) {
        if (waited) {
            tally.addWait(clock.millis() - request.atMillis());
        }
        guarded(
                request,
                () -> sendAsAdvised(new SimulatedCall(
                        this, PreparedRequest.of(request, trace, plan, tenant), "request-" + (index + 1))));
    }

    private void sendAsAdvised(SimulatedCall call) {
        if (advisor == null) {
            call.send();
        } else {
            long fit = estimates.fit(call.prepared());
            follow(advisor, advisor.advise(call.prepared(), fit, clock.millis()).orElse(null), call);
        }
    }

    /** Does with a call what is advised. */
    private void follow(Advisor by, @Nullable Advice advice, SimulatedCall call) {
        if (advice instanceof Advice.Downgrade downgrade) {
            new SimulatedCall(this, by.on(downgrade.to().model(), call.prepared()), call.name()).send();
        } else if (advice instanceof Advice.CapOutput cap) {
            PreparedRequest cut = by.cutOff(cap.outputTokens(), call.prepared());
            boolean isCut = call.request().outputTokens() > cap.outputTokens();
            new SimulatedCall(this, cut, call.name(), isCut).send();
        } else if (advice instanceof Advice.Wait wait) {
            long millis = Math.max(LEAST_WAIT_MILLIS, wait.time().toMillis());
            by.waits(call, millis);
            at(clock.millis() + millis, call, () -> sendAsAdvised(call));
        } else if (advice instanceof Advice.Defer) {
            by.defers();
            leaveOut(call);
        } else if (advice instanceof Advice.Refuse) {
            by.refuses();
            leaveOut(call);
        } else {
            call.send();
        }
    }

    private void leaveOut(SimulatedCall call) {
        tally.addRequest(call.prepared());
        timeline.addRequest(now());
        ended(call);
    }

    /** A call was settled. */
    void finished(PreparedRequest prepared, boolean isCut, long charged) {
        if (advisor != null) {
            advisor.finished(prepared, isCut, charged);
        }
    }

    /** A call has ended, or was refused. */
    void ended(SimulatedCall call) {
        sessions.ended(call.request());
    }

    /** Lets something happen to a call at a time; what was put off first happens first in the same millisecond. */
    void at(long atMillis, SimulatedCall call, Runnable step) {
        queue.add(new Event(atMillis, sequence++, call, step));
    }

    private void guarded(TraceRequest request, Runnable step) {
        try {
            step.run();
        } catch (StipendException e) {
            throw new ReplayException(trace.name() + ", line " + request.line() + ": " + e.getMessage(), e);
        }
    }

    /** Forgets what nobody asks for any more: all that is closed, but what is going to be settled late. */
    private void prune() {
        while (!expired.isEmpty() && expired.element().isSettled()) {
            expired.remove();
        }
        SimulatedCall first = expired.peek();
        // Those that were closed when the retention began are forgotten, too.
        long millis = first == null ? 0 : clock.millis() - first.leaseEndMillis() + 1;
        upkeep.prune(Duration.ofMillis(Math.min(millis, RETENTION.toMillis())), MAX_PRUNED);
    }

    /** The lease of a call runs out now. */
    void expire(SimulatedCall call) {
        expireDue();
        expired.add(call);
    }

    /** Expires what is due now. */
    private void expireDue() {
        ExpiryResult result;
        do {
            result = upkeep.expireDue(MAX_EXPIRED);
            // A store that could close none of those that are due would be asked for the same ones for ever.
        } while (result.more() && result.expired() > 0);
    }

    /** The time since the log's first request. */
    long now() {
        return clock.millis() - trace.startMillis();
    }

    /** A time of the store's clock as one since the log's first request; one that never comes stays so. */
    long sinceStart(long storeMillis) {
        return storeMillis == Long.MAX_VALUE ? storeMillis : storeMillis - trace.startMillis();
    }

    SimulatedClock clock() {
        return clock;
    }

    ResourceManager manager() {
        return manager;
    }

    Rates rates() {
        return rates;
    }

    String tenant() {
        return tenant;
    }

    Tally tally() {
        return tally;
    }

    Estimates estimates() {
        return estimates;
    }

    Timeline timeline() {
        return timeline;
    }
}
