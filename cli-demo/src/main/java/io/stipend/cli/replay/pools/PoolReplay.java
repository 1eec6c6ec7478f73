package io.stipend.cli.replay.pools;

import io.stipend.cli.replay.engine.PreparedRequest;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.cli.replay.engine.ReplayRun;
import io.stipend.cli.replay.engine.RequestScript;
import io.stipend.cli.replay.engine.SessionOrder;
import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Replays a trace on nodes that share a pool, in the trace's own time: a discrete-event simulation over real queues, shares and blocks and
 * one real memory store. Requests are dealt to the nodes in turn, in the order in which they are sent, and wait for their shares. Of what
 * happens at the same time, what is under way goes on before requests arrive. All happens on the thread that runs it, so that the same trace
 * and plan have the same outcome everywhere. One use.
 */
public final class PoolReplay implements ReplayRun<PoolOutcome> {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MAX_EXPIRED = 1_000;

    private final Trace trace;
    private final PoolPlan plan;
    private final VirtualTime time;
    private final PoolTally tally;
    private final Cluster cluster;
    private final SessionOrder sessions;
    private final Set<String> users = new HashSet<>();
    private long heldByOwnFigures;
    private long running;
    private long endedAtNanos;
    private @Nullable RuntimeException failure;

    public PoolReplay(Trace trace, PoolPlan plan) {
        this.trace = trace;
        this.plan = plan;
        this.time = new VirtualTime(Instant.ofEpochMilli(trace.startMillis()));
        this.tally = new PoolTally(plan.pool(), time);
        this.cluster = new Cluster(plan, time);
        this.sessions = new SessionOrder(trace, (request, index, waited) -> send(request));
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
    public PoolOutcome run() {
        try (cluster) {
            List<TraceRequest> requests = trace.requests();
            Instant beginning = Instant.ofEpochMilli(trace.startMillis());
            for (int next = 0; next < requests.size() && !sessions.isStopped(); next++) {
                TraceRequest request = requests.get(next);
                time.passUntil(Duration.between(beginning, request.at()).toNanos());
                sessions.arrive(request, next);
                throwFailure();
            }
            while (running > 0) {
                time.pass(STEP);
                throwFailure();
            }
            PoolOutcome.Traffic traffic =
                    new PoolOutcome.Traffic(endedAtNanos, users.size(), heldByOwnFigures, done() == requests.size());
            PoolOutcome.Work work = PoolOutcome.Work.of(cluster);
            cluster.stop();
            return PoolOutcome.of(plan, tally, traffic, work, PoolAudit.of(cluster.store(), plan.pool(), tally, time));
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private void send(TraceRequest request) {
        PreparedRequest prepared =
                PreparedRequest.of(request, trace, plan.budgets(), plan.pool().tenant());
        users.add(prepared.user());
        heldByOwnFigures += prepared.script().basis() == RequestScript.Basis.OWN_FIGURES ? 1 : 0;
        String member = plan.pool().memberKind() == AccountId.Kind.USER ? prepared.user() : prepared.session();
        PoolCall call = new PoolCall(this, prepared, cluster.next(), tally.member(member));
        running++;
        guarded(call, call::send);
    }

    /** A call has ended, or was refused. */
    void ended(PoolCall call) {
        running--;
        endedAtNanos = time.nanoTime();
        sessions.ended(call.prepared().request());
    }

    /** Does something so long from now. */
    void after(long millis, PoolCall call, Runnable step) {
        time.after(TimeUnit.MILLISECONDS.toNanos(millis), () -> guarded(call, step));
    }

    /** What fails ends the replay: it may fail on a callback, whose caller nobody hears. */
    void guarded(PoolCall call, Runnable step) {
        try {
            step.run();
        } catch (StipendException e) {
            fail(new ReplayException(
                    trace.name() + ", line " + call.prepared().request().line() + ": " + e.getMessage(), e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(RuntimeException why) {
        if (failure == null) {
            failure = why;
        }
        stop();
    }

    /** Closes what is due, as a sweeper does. */
    void expireDue(SimulatedNode node) {
        var unused = node.upkeep().expireDue(MAX_EXPIRED);
    }

    PoolPlan plan() {
        return plan;
    }

    PoolTally tally() {
        return tally;
    }

    VirtualTime time() {
        return time;
    }
}
