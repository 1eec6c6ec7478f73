package io.stipend.bench;

import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreConfig;
import io.stipend.core.spi.StoreSchema;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.process.ChildJvm;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Four processes on one server and one account, through blocks and straight to the store. */
final class BlockProcesses {

    private static final int PROCESSES = 4;
    private static final long PLENTY = 1L << 50;

    /**
     * What they did in sum.
     *
     * @param perSecond reserved and settled a second
     * @param callsPerThousand calls of the store for a thousand of them
     * @param done all that was ever reserved and settled
     * @param spent what the store has booked
     */
    record Sum(double perSecond, double callsPerThousand, long done, long spent) {}

    private final String url;
    private final int seconds;

    private BlockProcesses(String url, int seconds) {
        this.url = url;
        this.seconds = seconds;
    }

    /** Runs on a PostgreSQL of its own. */
    static List<Sum> onPostgres(int seconds, long budget) throws IOException, InterruptedException {
        try (EmbeddedPostgres server = PostgresServer.start(PostgresSuite.options())) {
            return new BlockProcesses(PostgresSuite.url(server), seconds).all(budget);
        }
    }

    /** Runs on a Redis of its own. */
    static List<Sum> onRedis(int seconds, long budget) throws IOException, InterruptedException {
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.fast())) {
            return new BlockProcesses(server.url(), seconds).all(budget);
        }
    }

    /** Straight to the store, through blocks, and through blocks until a budget is used up. */
    private List<Sum> all(long budget) throws IOException, InterruptedException {
        return List.of(run(PLENTY, false), run(PLENTY, true), run(budget, true));
    }

    private Sum run(long limit, boolean blocks) throws IOException, InterruptedException {
        String prefix = "bench_" + UUID.randomUUID().toString().replace("-", "");
        StoreConfig config = BlockProcess.configOf(url, prefix);
        config.schemaToApply().ifPresent(StoreSchema::apply);
        try (StoreAdapter store = config.open()) {
            List<Process> processes = new ArrayList<>();
            try {
                return sum(start(prefix, limit, blocks, processes), store);
            } finally {
                processes.forEach(Process::destroyForcibly);
            }
        }
    }

    private List<Process> start(String prefix, long limit, boolean blocks, List<Process> processes) throws IOException {
        for (int i = 0; i < PROCESSES; i++) {
            List<String> arguments =
                    new ArrayList<>(List.of(url, prefix, Long.toString(limit), Integer.toString(seconds)));
            if (blocks) {
                arguments.add("node-" + i);
            }
            processes.add(ChildJvm.start(
                    BlockProcess.class,
                    List.of("-XX:TieredStopAtLevel=4", "-Dslf4j.internal.verbosity=ERROR"),
                    arguments.toArray(String[]::new)));
        }
        return processes;
    }

    private Sum sum(List<Process> processes, StoreAdapter store) throws IOException, InterruptedException {
        List<BufferedReader> outputs = processes.stream()
                .map(process ->
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
                .toList();
        for (BufferedReader output : outputs) {
            line(output);
        }
        for (Process process : processes) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
        long measured = 0;
        long calls = 0;
        long warmUp = 0;
        for (BufferedReader output : outputs) {
            String[] numbers = line(output).split(" ", -1);
            measured += Long.parseLong(numbers[0]);
            calls += Long.parseLong(numbers[1]);
            warmUp += Long.parseLong(numbers[2]);
        }
        for (Process process : processes) {
            process.waitFor();
        }
        long spent = store.accountAdministration()
                .show(BlockProcess.ACCOUNT)
                .map(AccountView::spent)
                .orElseThrow()
                .tokens();
        return new Sum((double) measured / seconds, 1e3 * calls / Math.max(1, measured), measured + warmUp, spent);
    }

    private static String line(BufferedReader output) throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("a measured process ended before it said what it did");
        }
        return line;
    }
}
