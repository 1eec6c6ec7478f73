package io.stipend.testkit.pools;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.Entitlement;
import io.stipend.pools.PoolAnswer;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import io.stipend.pools.Wait;
import io.stipend.pools.simulation.SimulatedNode;
import io.stipend.pools.simulation.VirtualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Members that send jobs to nodes, which reserve room for them in one pool. A job needs one unit of the pool's memory, or, one in
 * so many, a number of them; it waits, runs, and gives its room back.
 *
 * @param nodes how many nodes there are; one is a central scheduler
 * @param units how much the pool has
 * @param members who sends jobs
 * @param jobTime how long a job runs on average; from half to one and a half of that
 * @param largeUnits what a large job needs
 * @param largePart how many of the jobs are large, 0 to 1
 * @param patience how long a job waits
 * @param tick how often nodes look at the pool
 * @param duration how long jobs are sent
 * @param seed of everything that is random
 */
public record PoolSimulation(
        int nodes,
        long units,
        List<Load> members,
        Duration jobTime,
        long largeUnits,
        double largePart,
        Duration patience,
        Duration tick,
        Duration duration,
        long seed) {

    /** What shares are of: a request can ask for any amount of it. */
    public static final Resource RESOURCE = Resource.MEMORY;

    private static final String POOL = "gpus";

    /** Until there is as much to do as there will be. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Duration SAMPLE = Duration.ofMillis(100);

    /**
     * A member and its jobs.
     *
     * @param weight its weight
     * @param minimum what it is guaranteed, in units
     * @param jobsPerSecond how many it sends on average
     */
    public record Load(String name, long weight, long minimum, double jobsPerSecond) {}

    /**
     * Eight members of 64 units, with weights 4, 2, 2, 1, 1, 1, 1 and 1, and two with minimums. Seven send 85 % of what their shares
     * would do if all wanted theirs; the last sends several times that. Jobs run for 5 s, 3 % of them need six units, and they wait for
     * 30 s.
     */
    public static PoolSimulation oneGreedy(int nodes, Duration duration) {
        return of(nodes, duration, 0.85);
    }

    /** The same members, which all send three times what their shares do, and the last more. */
    public static PoolSimulation allBacklogged(int nodes, Duration duration) {
        return of(nodes, duration, 3);
    }

    private static PoolSimulation of(int nodes, Duration duration, double load) {
        long[] weights = {4, 2, 2, 1, 1, 1, 1, 1};
        long[] minimums = {0, 8, 0, 4, 0, 0, 0, 0};
        long allWeights = LongStream.of(weights).sum();
        double unitSecondsPerJob = 5 * (0.97 + 6 * 0.03);
        List<Load> loads = new ArrayList<>();
        for (int m = 0; m < weights.length; m++) {
            double ofShare = 64.0 * weights[m] / allWeights / unitSecondsPerJob;
            double jobsPerSecond = m == weights.length - 1 ? 20 : load * ofShare;
            loads.add(new Load("member-" + m, weights[m], minimums[m], jobsPerSecond));
        }
        return new PoolSimulation(
                nodes,
                64,
                loads,
                Duration.ofSeconds(5),
                6,
                0.03,
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                duration,
                1);
    }

    /** Runs it. Takes about a second for five minutes of four nodes. */
    public PoolFigures run(Function<InstantSource, StoreAdapter> openStore) {
        return new Run(openStore).run();
    }

    /** The same with another seed. */
    public PoolSimulation withSeed(long other) {
        return new PoolSimulation(
                nodes, units, members, jobTime, largeUnits, largePart, patience, tick, duration, other);
    }

    /** The same with another number of nodes. */
    public PoolSimulation withNodes(int other) {
        return new PoolSimulation(
                other, units, members, jobTime, largeUnits, largePart, patience, tick, duration, seed);
    }

    private final class Run {

        private final VirtualTime time = new VirtualTime();
        /** Of what the nodes do, and of each member's jobs, so that these are the same however many nodes there are. */
        private final Random random = new Random(seed);

        private final List<Random> ofMembers;
        private final StoreAdapter store;
        private final List<SimulatedNode> simulated = new ArrayList<>();
        private final PoolFigures.Builder figures = new PoolFigures.Builder(PoolSimulation.this);
        private final long[] inUse = new long[members.size()];
        private final long[] waiting = new long[members.size()];
        private @Nullable Throwable failure;

        Run(Function<InstantSource, StoreAdapter> openStore) {
            store = openStore.apply(time);
            ofMembers = members.stream()
                    .map(load -> new Random(seed * 31 + load.name().hashCode()))
                    .toList();
            PoolConfig pool = PoolConfig.ofUsers(POOL, AccountTerms.of(Limits.of(Map.of(RESOURCE, units))));
            for (Load load : members) {
                pool = pool.withMember(
                        load.name(),
                        Entitlement.EQUAL
                                .withWeight(load.weight())
                                .withMinimum(ResourceVector.of(RESOURCE, load.minimum())));
            }
            Pools.Config config = Pools.Config.of(pool).withTick(tick);
            for (int i = 0; i < nodes; i++) {
                simulated.add(new SimulatedNode(time, random, store, config));
            }
        }

        PoolFigures run() {
            for (int m = 0; m < members.size(); m++) {
                sendNext(m);
            }
            time.pass(WARM_UP);
            figures.begin(time.nanoTime(), calls());
            sample();
            time.pass(duration);
            figures.end(calls());
            time.pass(patience.plus(jobTime.multipliedBy(2)));
            if (failure != null) {
                throw new IllegalStateException("a job could not be reserved", failure);
            }
            PoolFigures result = figures.build();
            store.close();
            return result;
        }

        private long calls() {
            return simulated.stream().mapToLong(SimulatedNode::callsForFairness).sum();
        }

        private void sample() {
            if (time.nanoTime() < WARM_UP.plus(duration).toNanos()) {
                figures.sample(inUse, waiting);
                time.after(SAMPLE, this::sample);
            }
        }

        private void sendNext(int m) {
            double gapSeconds = -Math.log(1 - ofMembers.get(m).nextDouble())
                    / members.get(m).jobsPerSecond();
            time.after((long) (gapSeconds * 1e9), () -> {
                if (time.nanoTime() < WARM_UP.plus(duration).toNanos()) {
                    send(m);
                    sendNext(m);
                }
            });
        }

        private void send(int m) {
            Load load = members.get(m);
            Random ofMember = ofMembers.get(m);
            long need = ofMember.nextDouble() < largePart ? largeUnits : 1;
            long runNanos = (long) (jobTime.toNanos() * (0.5 + ofMember.nextDouble()));
            boolean withinMinimum = inUse[m] + waiting[m] + need <= load.minimum();
            long sentAtNanos = time.nanoTime();
            SimulatedNode node = simulated.get(random.nextInt(nodes));
            waiting[m] += need;
            node.reserve(request(load.name(), need), Wait.upTo(patience)).whenComplete((answer, why) -> {
                waiting[m] -= need;
                if (why != null) {
                    // Nobody hears what is thrown here.
                    failure = why;
                    return;
                }
                figures.answered(m, need, withinMinimum, sentAtNanos, time.nanoTime(), answer);
                if (answer instanceof PoolAnswer.Decided decided) {
                    decided.result().approved().ifPresent(held -> work(m, need, runNanos, node, held));
                }
            });
        }

        private void work(int m, long need, long runNanos, SimulatedNode node, ReserveResult.Approved held) {
            inUse[m] += need;
            time.after(runNanos, () -> {
                inUse[m] -= need;
                node.manager().releaseReservation(held.reservationId());
            });
        }

        private BudgetRequest request(String member, long need) {
            ExecutionConstraints constraints = ExecutionConstraints.builder()
                    .maxCost("0")
                    .maxTokens(0)
                    .maxApiCalls(0)
                    .maxTime(Duration.ZERO)
                    .maxMemoryBytes(need)
                    .build();
            return BudgetRequest.builder(AvailableResources.credits("0"), constraints)
                    .user(member)
                    .pools(POOL)
                    .build();
        }
    }
}
