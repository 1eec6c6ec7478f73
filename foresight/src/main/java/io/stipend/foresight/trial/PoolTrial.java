package io.stipend.foresight.trial;

import io.stipend.core.error.InvalidRequestException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Tries an {@link Estimate} on a pool that is too small: how many calls it can serve. A call is admitted if what must fit is available,
 * else it is refused for good. What a call used comes back to the pool some time after its end, as with a limit per minute. Everything held beyond
 * what is used keeps others out meanwhile, so a better estimate serves more.
 *
 * @param trial prices and speeds
 * @param shareOfDemand how large the pool is: this share of what calls with perfect knowledge would take from it on average
 * @param returnAfterMillis how long after its end what a call used is still missing
 */
public record PoolTrial(Trial trial, double shareOfDemand, long returnAfterMillis) {

    /** 0.8 of the mean demand, which comes back after a minute. */
    public static final PoolTrial DEFAULT = new PoolTrial(Trial.DEFAULT, 0.8, 60_000);

    public PoolTrial {
        if (!(shareOfDemand > 0) || returnAfterMillis < 0) {
            throw new InvalidRequestException("a pool of " + shareOfDemand + " of the demand, coming back after "
                    + returnAfterMillis + " ms; give a share above 0 and a time of at least 0");
        }
    }

    /**
     * What became of the calls.
     *
     * @param calls how many there were
     * @param served how many were admitted
     * @param servedShare what they used, as a share of what all calls used: money, so that many small calls do not hide a large one
     * @param overruns how many of these used more than the pool could give them
     * @param extensions how often holds were enlarged
     * @param refusedExtensions how often there was too little for that
     */
    public record Result(
            int calls, int served, double servedShare, int overruns, long extensions, long refusedExtensions) {

        /** Which share of the served calls used more than the pool could give them. */
        public double overrunShare() {
            return served == 0 ? 0 : (double) overruns / served;
        }
    }

    /** Tries an estimate on the calls of a log, in any order. */
    public Result run(List<Trial.Call> calls, Estimate estimate) {
        List<Trial.Call> ordered = Trial.inOrder(calls);
        Pool pool = new Pool(size(ordered));
        int served = 0;
        double used = 0;
        double usedByServed = 0;
        for (Trial.Call call : ordered) {
            pool.advance((double) call.atMillis());
            Estimate.Holds holds = estimate.begin(call);
            double cost = cost(call, call.outputTokens());
            used += cost;
            if (pool.admits(call, holds)) {
                served++;
                usedByServed += cost;
            } else {
                holds.refused();
            }
        }
        pool.advance(Double.POSITIVE_INFINITY);
        return new Result(ordered.size(), served, usedByServed / used, pool.overruns, pool.extensions, pool.refused);
    }

    /** The share of what is taken on average when each call takes exactly what it uses, until that comes back. */
    private double size(List<Trial.Call> ordered) {
        double taken = 0;
        double end = 0;
        for (Trial.Call call : ordered) {
            double millis = trial.pricing().millis(call);
            taken += cost(call, call.outputTokens()) * (millis + returnAfterMillis);
            end = Math.max(end, call.atMillis() + millis + returnAfterMillis);
        }
        return shareOfDemand * taken / Math.max(1, end - ordered.get(0).atMillis());
    }

    private double cost(Trial.Call call, long output) {
        return trial.pricing().cost(call, output);
    }

    /** A call that runs, and what it holds. */
    private static final class Running {

        final Trial.Call call;
        final Estimate.Holds holds;
        double held;

        /** At how many tokens it is looked at next: where it needs more, or at its end. */
        long nextOutput;

        double nextMillis;

        Running(Trial.Call call, Estimate.Holds holds) {
            this.call = call;
            this.holds = holds;
        }

        /** Moves to the first number of tokens at which another hold is needed. */
        void plan(Trial.Pricing pricing) {
            long output = nextOutput;
            long hold = holds.heldAt(output);
            while (output < call.outputTokens() && holds.heldAt(output) == hold) {
                output++;
            }
            nextOutput = output;
            nextMillis = call.atMillis() + pricing.millis(Trial.Call.of(0, call.inputTokens(), output));
        }
    }

    /** What comes back, and when. */
    private record Return(double atMillis, double amount) {}

    private final class Pool {

        private double available;
        private final PriorityQueue<Running> running =
                new PriorityQueue<>(Comparator.comparingDouble((Running each) -> each.nextMillis));
        private final Deque<Return> returns = new ArrayDeque<>();
        private int overruns;
        private long extensions;
        private long refused;

        Pool(double size) {
            available = size;
        }

        boolean admits(Trial.Call call, Estimate.Holds holds) {
            if (cost(call, holds.fit()) > available) {
                return false;
            }
            Running fresh = new Running(call, holds);
            fresh.held = cost(call, holds.heldAt(0));
            available -= fresh.held;
            fresh.plan(trial.pricing());
            running.add(fresh);
            return true;
        }

        void advance(double untilMillis) {
            while (!running.isEmpty() && running.peek().nextMillis <= untilMillis) {
                Running next = running.remove();
                takeBack(next.nextMillis);
                if (needsMore(next)) {
                    extend(next);
                }
                if (next.nextOutput >= next.call.outputTokens()) {
                    end(next);
                } else {
                    next.plan(trial.pricing());
                    running.add(next);
                }
            }
            takeBack(untilMillis);
        }

        private boolean needsMore(Running call) {
            return cost(call.call, call.holds.heldAt(call.nextOutput)) > call.held;
        }

        private void extend(Running call) {
            double more = cost(call.call, call.holds.heldAt(call.nextOutput)) - call.held;
            double granted = Math.min(more, Math.max(0, available));
            extensions++;
            refused += granted < more ? 1 : 0;
            call.held += granted;
            available -= granted;
        }

        /** What was used beyond the hold is booked all the same, and the pool may go into debt. */
        private void end(Running call) {
            long output = call.call.outputTokens();
            double used = cost(call.call, output);
            overruns += used > call.held ? 1 : 0;
            available += call.held - used;
            returns.add(new Return(call.nextMillis + returnAfterMillis, used));
            call.holds.end(output);
        }

        private void takeBack(double untilMillis) {
            while (!returns.isEmpty() && returns.peek().atMillis() <= untilMillis) {
                available += returns.remove().amount();
            }
        }
    }
}
