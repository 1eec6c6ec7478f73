package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** The PostgreSQL store, compared with a hand-written statement and with Bucket4j, on a server of its own, in one run. */
final class PostgresSuite implements Suite {

    static final String RESERVE = "reserve";
    static final String CYCLE = "cycle";
    static final String REPORT = "report";
    static final String EXTEND = "extend";
    static final String SPLIT = "split";
    static final String CHARGE = "charge";
    static final String PLAIN_INSERT = "plain-insert";
    static final String PLAIN_RESERVE = "plain-reserve";
    static final String PLAIN_CYCLE = "plain-cycle";
    static final String BUCKET4J = "bucket4j";

    private static final int HOT = 1;
    private static final int MANY = 10_000;

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK_SERVER : BenchProfile.FULL_SERVER;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        progress.accept("starting PostgreSQL: durable, 512 MB of shared buffers");
        try (EmbeddedPostgres server = PostgresServer.start(options())) {
            return jmh.measure(cases(url(server)), progress);
        }
    }

    /** A durable server, as in production. */
    static PostgresOptions options() {
        // No checkpoint during a measurement, because it would hit some cases and not others.
        return PostgresOptions.durable()
                .with("shared_buffers", "512MB")
                .with("max_wal_size", "8GB")
                .with("checkpoint_timeout", "1h");
    }

    /** The URL of a server, with user and password. */
    static String url(PostgresServer server) {
        return server.jdbcUrl() + "?user=" + server.user() + "&password="
                + URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
    }

    /** In an order that keeps together what is compared. */
    static List<BenchCase> cases(String url) {
        List<BenchCase> cases = new ArrayList<>();
        cases.add(of(PLAIN_INSERT, PostgresPlain.class, "insert", 64, HOT));
        for (int callers : new int[] {1, 16, 64}) {
            cases.add(of(RESERVE, PostgresStipend.class, "reserve", callers, HOT));
            cases.add(of(PLAIN_RESERVE, PostgresPlain.class, "reserve", callers, HOT));
            cases.add(of(CYCLE, PostgresStipend.class, "cycle", callers, HOT));
            cases.add(of(PLAIN_CYCLE, PostgresPlain.class, "cycle", callers, HOT));
        }
        for (int callers : new int[] {1, 64}) {
            cases.add(
                    of(RESERVE, PostgresStipend.class, "reserve", callers, HOT).cold());
        }
        cases.add(of(BUCKET4J, PostgresBucket4j.class, "tryConsume", 16, HOT));
        for (int callers : new int[] {16, 64}) {
            cases.add(of(RESERVE, PostgresStipend.class, "reserve", callers, MANY));
            cases.add(of(PLAIN_RESERVE, PostgresPlain.class, "reserve", callers, MANY));
        }
        cases.add(of(CYCLE, PostgresStipend.class, "cycle", 64, MANY));
        cases.add(of(BUCKET4J, PostgresBucket4j.class, "tryConsume", 16, MANY));
        for (int accounts : new int[] {HOT, MANY}) {
            cases.add(of(REPORT, PostgresStipend.class, "report", 64, accounts));
            cases.add(of(EXTEND, PostgresStipend.class, "extend", 64, accounts));
            cases.add(of(SPLIT, PostgresStipend.class, "split", 64, accounts));
            cases.add(of(CHARGE, PostgresStipend.class, "charge", 64, accounts));
        }
        return cases.stream().map(each -> each.with(each.name(), "url", url)).toList();
    }

    private static BenchCase of(String name, Class<?> benchmarks, String method, int callers, int accounts) {
        return BenchCase.of(name, Kind.WHOLE, benchmarks, method, callers, accounts);
    }

    /** The goals say them. */
    @Override
    public List<Ratio> ratios() {
        return List.of();
    }

    @Override
    public List<Goal> goals(Results results) {
        return List.of(
                faster(
                        "reserves, 64 callers, hot: at least 8 x plain (aim 12 x)",
                        results,
                        64,
                        HOT,
                        8,
                        RESERVE,
                        PLAIN_RESERVE),
                faster(
                        "cycles, 64 callers, hot: at least 6 x plain (aim 10 x)",
                        results,
                        64,
                        HOT,
                        6,
                        CYCLE,
                        PLAIN_CYCLE),
                Goal.atMost(
                        "p99 of a reserve, 64 callers, hot: below plain's "
                                + String.format(
                                        Locale.ROOT,
                                        "%,.0f us",
                                        results.get(PLAIN_RESERVE, 64, HOT).p99Micros()),
                        results.get(RESERVE, 64, HOT).p99Micros(),
                        results.get(PLAIN_RESERVE, 64, HOT).p99Micros(),
                        "us"),
                faster("reserves, 16 callers, hot: at least 4 x plain", results, 16, HOT, 4, RESERVE, PLAIN_RESERVE),
                faster(
                        "reserves, 64 callers, 10,000 accounts: at least 1.7 x plain (aim 2.5 x)",
                        results,
                        64,
                        MANY,
                        1.7,
                        RESERVE,
                        PLAIN_RESERVE),
                faster("reserves, 1 caller: at least 0.8 x plain", results, 1, HOT, 0.8, RESERVE, PLAIN_RESERVE),
                Goal.firstSeconds(results, RESERVE, 1),
                Goal.firstSeconds(results, RESERVE, 64),
                Goal.perOther(results, SPLIT, RESERVE, 64, HOT, 1.3),
                Goal.perOther(results, EXTEND, REPORT, 64, HOT, 1),
                Goal.perOther(results, EXTEND, REPORT, 64, MANY, 1),
                Goal.perOther(results, CHARGE, RESERVE, 64, HOT, 1),
                Goal.perOther(results, CHARGE, RESERVE, 64, MANY, 1),
                Goal.bytes(results, RESERVE, 2_500),
                Goal.bytes(results, CYCLE, 6_000),
                faster(
                        "reserves, 16 callers, hot: at least 8 x Bucket4j's tryConsume",
                        results,
                        16,
                        HOT,
                        8,
                        RESERVE,
                        BUCKET4J),
                faster(
                        "reserves, 16 callers, 10,000 accounts: at least 1.3 x Bucket4j's",
                        results,
                        16,
                        MANY,
                        1.3,
                        RESERVE,
                        BUCKET4J));
    }

    private static Goal faster(
            String text, Results results, int callers, int accounts, double least, String name, String other) {
        double speed = results.get(name, callers, accounts).opsPerSecond();
        return Goal.atLeast(text, speed / results.get(other, callers, accounts).opsPerSecond(), least, "x");
    }
}
