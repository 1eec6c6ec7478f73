package io.stipend.pools;

import io.stipend.core.ResourceManager;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fair shares of pools, on one node. Open it over a store, make the manager over {@link #store}, and reserve through a {@link
 * PoolQueue}, which waits:
 *
 * <pre>{@code
 * PoolConfig gpus = PoolConfig.ofUsers("gpus", AccountTerms.of(Limits.of(Map.of(Resource.SLOTS, 64L))))
 *         .withMember("alice", Entitlement.EQUAL.withWeight(4));
 * Pools pools = Pools.open(PostgresStores.open(config), Pools.Config.of(gpus));
 * try (Stipend stipend = Stipend.builder(pools.store()).build()) {
 *     PoolQueue queue = pools.queue(stipend.manager(), ManagerConfig.DEFAULT);
 *     queue.reserve(request, Wait.upTo(Duration.ofSeconds(30))).thenAccept(answer -> ...);
 * }
 * }</pre>
 *
 * <p>Closing the store, which {@code Stipend} does, closes the pools. Thread safe.
 */
public final class Pools {

    private final StoreAdapter store;
    private final Map<AccountId, PoolLine> lines;
    private final PoolTimer timer;

    private Pools(StoreAdapter store, Map<AccountId, PoolLine> lines, PoolTimer timer) {
        this.store = store;
        this.lines = lines;
        this.timer = timer;
    }

    /** Opens pools with threads of their own: one for the time, and a bounded number that ask the store while there is something to ask. */
    public static Pools open(StoreAdapter store, Config config) {
        return open(store, config, Telemetry.none());
    }

    /** The same, with numbers that go somewhere. */
    public static Pools open(StoreAdapter store, Config config, Telemetry telemetry) {
        return open(store, config, telemetry, new ThreadedPoolTimer(config.workers()));
    }

    /**
     * The same on a timer of the caller's, for tests and simulations.
     *
     * @param timer closed together with the store
     */
    public static Pools open(StoreAdapter store, Config config, Telemetry telemetry, PoolTimer timer) {
        Checks.present(store, "store");
        Checks.present(timer, "timer");
        Map<AccountId, PoolLine> lines = new LinkedHashMap<>();
        EndedNotices ended = new EndedNotices(telemetry.metered(store.upkeep()), timer);
        for (PoolConfig pool : Checks.present(config, "config").pools()) {
            PoolLine line =
                    new PoolLine(pool, store, timer, config, new LineFigures(shownName(pool), telemetry), ended);
            telemetry.gauge(
                    "stipend.pool.waiting",
                    "Requests that wait on this node for a share of the pool",
                    "",
                    line,
                    PoolLine::waiting,
                    "pool",
                    shownName(pool));
            lines.put(pool.account(), line);
        }
        return new Pools(
                new PoolAdapter(store, new PoolStore(store.creditStore(), lines), lines.values(), timer), lines, timer);
    }

    /** As it stands in tags: pools of two tenants may have the same name. */
    private static String shownName(PoolConfig pool) {
        return pool.tenant().equals(Checks.DEFAULT_TENANT) ? pool.name() : pool.tenant() + '/' + pool.name();
    }

    /**
     * The store, whose reserves on a pool with shares are kept within the member's share, whether they wait or not. It is to be used in
     * place of the one that was given, by everything on this node.
     */
    public StoreAdapter store() {
        return store;
    }

    /** The pools, as they are configured, in that order. */
    public List<PoolConfig> list() {
        return lines.values().stream().map(PoolLine::config).toList();
    }

    /**
     * A pool and its members as the store shows them now; empty if there is no such pool. Blocks like the store: see {@link
     * PoolView#read}.
     */
    public Optional<PoolView> show(String tenant, String name) {
        PoolLine line = lines.get(new AccountId(tenant, AccountId.Kind.POOL, name));
        return line == null ? Optional.empty() : Optional.of(PoolView.read(store, line.config(), timer.clock()));
    }

    /**
     * Takes over other limits, periods, weights, minimums and mosts of the same pools. What is held stays held; who waits is judged anew.
     *
     * @throws InvalidRequestException when a pool is new or gone, or has another kind of members, which takes a start; then nothing
     *     changed
     */
    public void configure(List<PoolConfig> others) {
        Map<AccountId, PoolConfig> byAccount = new LinkedHashMap<>();
        Checks.present(others, "pools").forEach(pool -> byAccount.put(pool.account(), pool));
        for (PoolConfig pool : list()) {
            PoolConfig other = byAccount.get(pool.account());
            if (other == null || other.memberKind() != pool.memberKind()) {
                throw needsAStart(pool, other == null ? "is gone" : "has another kind of members");
            }
        }
        for (PoolConfig other : byAccount.values()) {
            if (!lines.containsKey(other.account())) {
                throw needsAStart(other, "is new");
            }
        }
        byAccount.forEach((account, other) -> {
            PoolLine line = lines.get(account);
            if (line != null && !line.config().equals(other)) {
                line.configure(other);
            }
        });
    }

    private static InvalidRequestException needsAStart(PoolConfig pool, String what) {
        return new InvalidRequestException(
                "pool " + Checks.shown(shownName(pool)) + ' ' + what + "; that takes a start of this process");
    }

    /** What accounts may use: of pools what their configuration says, of others what another policy says. */
    public LimitPolicy limits(LimitPolicy others) {
        Checks.present(others, "limit policy");
        LimitPolicy policy = account -> {
            PoolLine line = lines.get(account);
            return line == null ? others.termsOf(account) : line.config().terms();
        };
        return others.tiers().map(tiers -> LimitPolicy.tiered(tiers, policy)).orElse(policy);
    }

    /**
     * Where requests wait.
     *
     * @param manager made over {@link #store}
     * @param judged the manager's configuration: what it estimates, a request needs
     */
    public PoolQueue queue(ResourceManager manager, ManagerConfig judged) {
        return new PoolQueue(
                Checks.present(manager, "manager"),
                Checks.present(judged, "manager config").estimates().toVector(),
                lines);
    }

    /**
     * Which pools there are, and how this node treats them. Immutable; start from {@link #of}.
     *
     * @param pools the pools with shares, each name once in its tenant
     * @param tick how often shares are computed anew, beside when something comes or goes on this node; 10 ms to 10 s
     * @param maxWaiting how many requests may wait on this node for one pool, 1 to 1,000,000
     * @param workers how many threads ask the store at most for requests that wait, 1 to 1,000
     */
    public record Config(List<PoolConfig> pools, Duration tick, int maxWaiting, int workers) {

        public static final Duration MIN_TICK = Duration.ofMillis(10);
        public static final Duration MAX_TICK = Duration.ofSeconds(10);
        public static final int MAX_MAX_WAITING = 1_000_000;
        public static final int MAX_WORKERS = 1_000;

        public Config {
            pools = List.copyOf(Checks.present(pools, "pools"));
            if (pools.stream().map(PoolConfig::account).distinct().count() < pools.size()) {
                throw new InvalidRequestException("two pools have the same name in the same tenant: "
                        + pools.stream().map(PoolConfig::name).toList() + "; give each a name of its own");
            }
            Durations.millisWithin(tick, MIN_TICK, MAX_TICK, "tick");
            if (maxWaiting < 1 || maxWaiting > MAX_MAX_WAITING) {
                throw new InvalidRequestException("most that wait is " + maxWaiting + "; give 1 to " + MAX_MAX_WAITING);
            }
            if (workers < 1 || workers > MAX_WORKERS) {
                throw new InvalidRequestException("workers are " + workers + "; give 1 to " + MAX_WORKERS);
            }
        }

        /** These pools, a tick of 250 ms, at most 10,000 that wait for each, and 16 workers. */
        public static Config of(PoolConfig... pools) {
            return new Config(List.of(pools), Duration.ofMillis(250), 10_000, 16);
        }

        public Config withTick(Duration other) {
            return new Config(pools, other, maxWaiting, workers);
        }

        public Config withMaxWaiting(int other) {
            return new Config(pools, tick, other, workers);
        }

        public Config withWorkers(int other) {
            return new Config(pools, tick, maxWaiting, other);
        }
    }
}
