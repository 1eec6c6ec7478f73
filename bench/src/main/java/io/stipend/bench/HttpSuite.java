package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** The HTTP service, compared with what its HTTP server can do at most, and with the same store embedded, in one run. */
final class HttpSuite implements Suite {

    static final String FLOOR = "floor";
    static final String MEMORY = "memory";
    static final String LISTENED_TO = "memory-1000-listen";
    static final String POSTGRES = "postgres";
    static final String EMBEDDED = "postgres-embedded";

    private static final int LISTENERS = 1_000;
    private static final int CALLER_WARMUP_SECONDS = 8;
    private static final int MAX_SERVER_WARMUP_SECONDS = 60;

    @Override
    public String name() {
        return "http";
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK_STREAM : BenchProfile.FULL_STREAM;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        progress.accept("starting PostgreSQL: durable, 512 MB of shared buffers");
        try (EmbeddedPostgres postgres = PostgresServer.start(PostgresSuite.options())) {
            return jmh.measure(cases(PostgresSuite.url(postgres)), progress);
        }
    }

    /** In an order that keeps together what is compared. */
    static List<BenchCase> cases(String url) {
        List<BenchCase> cases = new ArrayList<>();
        for (int callers : new int[] {16, 64}) {
            cases.add(of(FLOOR, callers, Map.of("server", "floor")));
            cases.add(of(MEMORY, callers, Map.of("server", "memory")));
        }
        cases.add(of(LISTENED_TO, 16, Map.of("server", "memory", "listeners", Integer.toString(LISTENERS))));
        cases.add(cold());
        cases.add(of(POSTGRES, 64, Map.of("server", "postgres", "url", url)));
        cases.add(new BenchCase(
                EMBEDDED,
                PostgresStipend.class.getName() + ".cycle",
                Kind.WHOLE,
                64,
                1,
                Map.of("url", url, "accounts", "1")));
        return cases;
    }

    private static BenchCase of(String name, int callers, Map<String, String> params) {
        Map<String, String> all = new HashMap<>(params);
        all.put("serverWarmupSeconds", Integer.toString(MAX_SERVER_WARMUP_SECONDS));
        return new BenchCase(name, HttpCycle.class.getName() + ".cycle", Kind.WHOLE, callers, 1, all);
    }

    private static BenchCase cold() {
        Map<String, String> params =
                Map.of("server", "memory", "callerWarmupSeconds", Integer.toString(CALLER_WARMUP_SECONDS));
        return new BenchCase(MEMORY, HttpCycle.class.getName() + ".cycle", Kind.WHOLE, 16, 1, params).cold();
    }

    @Override
    public List<Ratio> ratios() {
        return List.of(new Ratio("x floor", FLOOR));
    }

    @Override
    public List<Goal> goals(Results results) {
        List<Goal> goals = new ArrayList<>();
        for (int callers : new int[] {16, 64}) {
            Measurement floor = results.get(FLOOR, callers, 1);
            Measurement memory = results.get(MEMORY, callers, 1);
            goals.add(Goal.atLeast(
                    "memory, " + callers + " connections: at least 0.5 x the floor's pairs",
                    memory.opsPerSecond() / floor.opsPerSecond(),
                    0.5,
                    "x"));
            goals.add(Goal.atMost(
                    "memory, " + callers + " connections: p99 at most 5 x the floor's",
                    memory.p99Micros() / floor.p99Micros(),
                    5,
                    "x"));
        }
        Measurement warm = results.get(MEMORY, 16, 1);
        Measurement cold = results.get(MEMORY + BenchCase.FIRST, 16, 1);
        goals.add(Goal.atLeast(
                "1,000 clients that listen, and get nothing, cost at most 5 %",
                results.get(LISTENED_TO, 16, 1).opsPerSecond() / warm.opsPerSecond(), 0.95, "x"));
        goals.add(Goal.firstSeconds(results, MEMORY, 16));
        goals.add(Goal.atMost(
                "memory, 16 connections, the first ten seconds: p99 at most 10 x later",
                cold.p99Micros() / warm.p99Micros(),
                10,
                "x"));
        goals.add(Goal.atLeast(
                "PostgreSQL, 64 connections, one account: at least 0.7 x the embedded store's cycles",
                results.get(POSTGRES, 64, 1).opsPerSecond()
                        / results.get(EMBEDDED, 64, 1).opsPerSecond(),
                0.7,
                "x"));
        return goals;
    }
}
