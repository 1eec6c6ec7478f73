package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.config.Nearest;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.deploy.StipendConfig;
import io.stipend.pools.BlockConfig;
import io.stipend.pools.ConfiguredBlocks;
import io.stipend.pools.PoolConfig;
import io.stipend.pools.Pools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that replay a log on several nodes which share a pool. */
final class PoolOptions {

    private static final int NODES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MAX_PATIENCE = Duration.ofDays(1);

    /** Of the other options, those that mean nothing here, or contradict it. */
    private static final List<String> UNUSED = List.of(
            "--config",
            "--compare",
            "--user-limit",
            "--swarm-limit",
            "--period",
            "--zone",
            "--load",
            "--workers",
            "--speed",
            "--store",
            "--store-url",
            "--events",
            "--events-url",
            "--events-properties",
            "--estimate",
            "--risk",
            "--strategy",
            "--offer",
            "--burst",
            "--html",
            "--metrics-port",
            "--metrics-linger");

    private static final Set<String> LIMITS =
            Set.of("--config", "--compare", "--user-limit", "--swarm-limit", "--period", "--zone");

    /** What a log says nothing of, so that nothing of it would be used. */
    private static final Set<Resource> UNKNOWN = Set.of(Resource.MEMORY, Resource.API_CALLS);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--pool",
            paramLabel = "FILE",
            description =
                    "Run the log on several nodes that share a pool, with the queues, shares and blocks of a deployment"
                            + " with this configuration, and beside it on one node: see docs/replay.md.")
    private @Nullable Path file;

    @Option(names = "--nodes", paramLabel = "N", description = "With --pool: how many nodes, 1 to 64 (default: 4).")
    private @Nullable Integer nodes;

    @Option(
            names = "--pool-name",
            paramLabel = "NAME",
            description = "With --pool: which pool, where FILE defines several.")
    private @Nullable String name;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description =
                    "With --pool: how long a request waits for its share, up to a day; 0s not to wait (default: 30s).")
    private @Nullable Duration patience;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "With --pool: of how long things take on a node (default: 1).")
    private @Nullable Long seed;

    /** The configuration that defines the pool; empty if none is to be replayed. Refuses options that contradict it. */
    Optional<Path> file() {
        if (file == null) {
            Stream.of(
                            typed("--nodes", nodes),
                            typed("--pool-name", name),
                            typed("--wait", patience),
                            typed("--seed", seed))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(option -> {
                        throw Usage.wrong(
                                spec,
                                option + " is not used without --pool; name the configuration that defines the pool, or"
                                        + " leave it out");
                    });
            return Optional.empty();
        }
        UNUSED.stream()
                .filter(option -> spec.commandLine().getParseResult().hasMatchedOption(option))
                .findFirst()
                .ifPresent(option -> {
                    throw Usage.wrong(
                            spec,
                            LIMITS.contains(option)
                                    ? "--pool says what the limits are, and so does " + option + "; give one"
                                    : option
                                            + " is not used with --pool, which simulates nodes over a memory store; leave it out");
                });
        Usage.range(spec, "--nodes", nodeCount(), 1, PoolPlan.MAX_NODES);
        if (patience().compareTo(MAX_PATIENCE) > 0) {
            throw Usage.wrong(spec, "--wait is " + patience() + "; give at most a day, such as 30s or 5m");
        }
        return Optional.of(file);
    }

    private static Optional<String> typed(String option, @Nullable Object value) {
        return value == null ? Optional.empty() : Optional.of(option);
    }

    private int nodeCount() {
        return nodes == null ? NODES : nodes;
    }

    private Duration patience() {
        return patience == null ? PATIENCE : patience;
    }

    /** What is tried: a pool of the configuration, and its blocks if it has them. */
    PoolPlan plan(StipendConfig config, BudgetPlan budgets, Rates rates) {
        PoolConfig pool = pool(config.pools().config().pools());
        Optional<BlockConfig> blocks = config.blocks().enabled()
                ? Optional.of(ConfiguredBlocks.configOf(config.blocks().values()))
                : Optional.empty();
        Pools.Config configured = config.pools().config();
        return new PoolPlan(
                pool,
                new Pools.Config(List.of(pool), configured.tick(), configured.maxWaiting(), configured.workers()),
                blocks,
                nodeCount(),
                patience(),
                seed == null ? 1 : seed,
                budgets,
                rates);
    }

    private PoolConfig pool(List<PoolConfig> defined) {
        List<String> names = defined.stream().map(PoolConfig::name).distinct().toList();
        if (names.isEmpty()) {
            throw Usage.wrong(
                    spec,
                    "--pool is " + file
                            + ", which defines no pool; add pools.definitions.NAME with slots, credits or tokens");
        }
        if (name == null && names.size() > 1) {
            throw Usage.wrong(
                    spec,
                    "--pool is " + file + ", which defines " + String.join(", ", names)
                            + "; say which with --pool-name");
        }
        String wanted = name == null ? names.get(0) : name;
        PoolConfig pool = defined.stream()
                .filter(each -> each.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Usage.wrong(
                        spec,
                        "--pool-name is " + wanted + ", and " + file + " defines " + String.join(", ", names)
                                + Nearest.of(wanted, names)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("; give one of them")));
        return usable(pool);
    }

    private PoolConfig usable(PoolConfig pool) {
        boolean usesAny = Stream.of(Resource.values())
                .anyMatch(resource ->
                        pool.terms().limits().get(resource) != Limits.UNLIMITED && !UNKNOWN.contains(resource));
        if (!usesAny) {
            throw Usage.wrong(
                    spec,
                    "pool " + pool.name()
                            + " limits nothing that a log tells of; give it slots, credits, tokens or compute"
                            + " time, such as --set pools.definitions." + pool.name() + ".slots=64");
        }
        return pool;
    }
}
