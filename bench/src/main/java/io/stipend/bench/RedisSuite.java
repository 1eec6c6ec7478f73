package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.testkit.servers.network.FaultProxy;
import io.stipend.testkit.servers.network.FaultProxy.Direction;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** The Redis store, compared with a hand-written script and with Bucket4j, on a server of its own, in one run. */
final class RedisSuite implements Suite {

    static final String RESERVE = "reserve";
    static final String CYCLE = "cycle";
    static final String REPORT = "report";
    static final String EXTEND = "extend";
    static final String SPLIT = "split";
    static final String CHARGE = "charge";
    static final String ONE_BY_ONE = "reserve-1by1";
    static final String FAR_RESERVE = "reserve-1ms";
    static final String FAR_PLAIN = "plain-1ms";
    static final String PLAIN = "plain-reserve";
    static final String SET = "plain-set";
    static final String BUCKET4J = "bucket4j";

    private static final int HOT = 1;
    private static final int MANY = 10_000;

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK_SERVER : BenchProfile.FULL_SERVER;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        progress.accept("starting Redis: nothing on disk; and a proxy to it that delays by 1 ms");
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.fast());
                FaultProxy far = FaultProxy.to(server.host(), server.port())) {
            far.delay(Direction.TO_CLIENT, Duration.ofMillis(1));
            return jmh.measure(cases(server.url(), server.url(far)), progress);
        }
    }

    /** In an order that keeps together what is compared. */
    static List<BenchCase> cases(String url, String far) {
        List<BenchCase> cases = new ArrayList<>();
        for (int callers : new int[] {1, 16, 64}) {
            cases.add(of(RESERVE, RedisStipend.class, "reserve", callers, HOT, url));
            cases.add(of(PLAIN, RedisPlain.class, "reserve", callers, HOT, url));
            cases.add(of(ONE_BY_ONE, RedisStipend.class, "reserve", callers, HOT, url)
                    .with(ONE_BY_ONE, "maxBatch", "1"));
        }
        for (int callers : new int[] {1, 16, 64}) {
            cases.add(of(CYCLE, RedisStipend.class, "cycle", callers, HOT, url));
        }
        for (int callers : new int[] {1, 64}) {
            cases.add(of(RESERVE, RedisStipend.class, "reserve", callers, HOT, url)
                    .cold());
        }
        cases.add(of(BUCKET4J, RedisBucket4j.class, "tryConsume", 64, HOT, url));
        cases.add(of(SET, RedisPlain.class, "set", 64, HOT, url));
        cases.add(of(RESERVE, RedisStipend.class, "reserve", 64, MANY, url));
        cases.add(of(PLAIN, RedisPlain.class, "reserve", 64, MANY, url));
        cases.add(of(BUCKET4J, RedisBucket4j.class, "tryConsume", 64, MANY, url));
        for (int accounts : new int[] {HOT, MANY}) {
            cases.add(of(REPORT, RedisStipend.class, "report", 64, accounts, url));
            cases.add(of(EXTEND, RedisStipend.class, "extend", 64, accounts, url));
            cases.add(of(SPLIT, RedisStipend.class, "split", 64, accounts, url));
            cases.add(of(CHARGE, RedisStipend.class, "charge", 64, accounts, url));
        }
        for (int callers : new int[] {1, 64}) {
            cases.add(of(FAR_RESERVE, RedisStipend.class, "reserve", callers, HOT, far));
            cases.add(of(FAR_PLAIN, RedisPlain.class, "reserve", callers, HOT, far));
        }
        return cases;
    }

    private static BenchCase of(
            String name, Class<?> benchmarks, String method, int callers, int accounts, String url) {
        return BenchCase.of(name, Kind.WHOLE, benchmarks, method, callers, accounts)
                .with(name, "url", url);
    }

    /** The goals say them. */
    @Override
    public List<Ratio> ratios() {
        return List.of();
    }

    @Override
    public List<Goal> goals(Results results) {
        double hot = speed(results, RESERVE, 64, HOT);
        return List.of(
                Goal.atLeast(
                        "reserves, 64 callers, hot: at least 0.7 x a minimal script",
                        hot / speed(results, PLAIN, 64, HOT),
                        0.7,
                        "x"),
                Goal.atLeast(
                        "cycles (reserve and settle), 64 callers, hot: at least half of 0.7 x a minimal script",
                        speed(results, CYCLE, 64, HOT) / speed(results, PLAIN, 64, HOT),
                        0.35,
                        "x"),
                Goal.atLeast(
                        "cycles, 64 callers, hot: at least half of the reserves",
                        speed(results, CYCLE, 64, HOT) / hot,
                        0.5,
                        "x"),
                Goal.atLeast(
                        "reserves, 64 callers, hot: at least 3 x Bucket4j's tryConsume",
                        hot / speed(results, BUCKET4J, 64, HOT),
                        3,
                        "x"),
                Goal.atLeast(
                        "reserves, 64 callers, 10,000 accounts: at least 0.9 x hot",
                        speed(results, RESERVE, 64, MANY) / hot,
                        0.9,
                        "x"),
                Goal.atLeast(
                        "reserves, 1 caller: at least 0.8 x a minimal script",
                        speed(results, RESERVE, 1, HOT) / speed(results, PLAIN, 1, HOT),
                        0.8,
                        "x"),
                Goal.firstSeconds(results, RESERVE, 1),
                Goal.firstSeconds(results, RESERVE, 64),
                Goal.perOther(results, SPLIT, RESERVE, 64, HOT, 1.3),
                Goal.perOther(results, EXTEND, REPORT, 64, HOT, 1),
                Goal.perOther(results, EXTEND, REPORT, 64, MANY, 1),
                Goal.perOther(results, CHARGE, RESERVE, 64, HOT, 1),
                Goal.perOther(results, CHARGE, RESERVE, 64, MANY, 1),
                Goal.bytes(results, RESERVE, 2_500),
                Goal.bytes(results, CYCLE, 6_000),
                Goal.atLeast(
                        "reserves, 64 callers, 8 connections, 1 ms away: at least 3 x a minimal script",
                        speed(results, FAR_RESERVE, 64, HOT) / speed(results, FAR_PLAIN, 64, HOT),
                        3,
                        "x"),
                Goal.atLeast(
                        "calls that share scripts, 64 callers, hot: at least as fast as one by one",
                        hot / speed(results, ONE_BY_ONE, 64, HOT),
                        1,
                        "x"));
    }

    private static double speed(Results results, String name, int callers, int accounts) {
        return results.get(name, callers, accounts).opsPerSecond();
    }
}
