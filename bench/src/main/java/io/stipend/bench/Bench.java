package io.stipend.bench;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The command behind {@code ./bench/run}. Results go to standard output, everything else to standard error. The exit
 * status is 0 after a measurement, even if goals are not met; 2 if the command line is wrong; 1 if the measurement
 * failed.
 */
public final class Bench {

    /** What can be measured. For another store or broker, add a suite here. */
    private static final List<Suite> SUITES = List.of(
            new MemorySuite(),
            new PostgresSuite(),
            new RedisSuite(),
            new KafkaSuite(),
            new HttpSuite(),
            new ForesightSuite());

    private Bench() {}

    /** Runs the command. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    static int run(List<String> args) {
        if (!args.isEmpty() && args.get(0).equals(PoolTable.NAME)) {
            return simulatePools(args.subList(1, args.size()));
        }
        try {
            Arguments arguments = Arguments.parse(args, SUITES);
            Suite suite = arguments.suite();
            BenchProfile profile = suite.profile(arguments.quick());
            JmhRunner jmh = new JmhRunner(profile, arguments.only(), arguments.verbose());
            Results results = new Results(suite.measure(jmh, System.err::println));
            if (results.all().isEmpty()) {
                throw new Arguments.UsageException("no case is named " + String.join(" or ", arguments.only())
                        + "; the table of a whole run has the names");
            }
            System.out.println(report(arguments, heading(suite, profile), results));
            return 0;
        } catch (Arguments.UsageException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println("usage: ./bench/run TARGET [--only=CASE[@CALLERS],...] [--quick] [--json] [--verbose]");
            System.err.println("       ./bench/run " + PoolTable.NAME + " [--quick]");
            return 2;
        } catch (RunnerException e) {
            System.err.println("bench: " + e.getMessage() + "; --verbose shows why");
            return 1;
        }
    }

    /** Simulates, where the others measure, so it has a table of its own. */
    private static int simulatePools(List<String> options) {
        if (!options.isEmpty() && !options.equals(List.of("--quick"))) {
            System.err.println(
                    "bench: " + PoolTable.NAME + " has the option --quick alone, not " + String.join(" ", options));
            return 2;
        }
        try {
            System.out.print(PoolTable.of(!options.isEmpty()));
            return 0;
        } catch (IOException | ExecutionException e) {
            System.err.println("bench: blocks could not be measured: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static String report(Arguments arguments, List<String> heading, Results results) {
        if (arguments.json()) {
            return Report.json(results);
        }
        String table = Report.table(heading, arguments.suite(), results);
        if (!arguments.only().isEmpty()) {
            return table; // Goals compare cases, and some of them were not measured.
        }
        String figures = arguments.suite().figures();
        return table + "\n" + (figures.isEmpty() ? "" : figures + "\n") + Report.goals(arguments.suite(), results);
    }

    private static List<String> heading(Suite suite, BenchProfile profile) {
        return List.of(
                "stipend bench " + suite.name() + ", " + profile.name() + ", "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS),
                System.getProperty("java.vm.name") + " " + Runtime.version() + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name")
                        + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
                "medians of " + profile.rounds() + (profile.rounds() == 1 ? " JVM" : " JVMs") + " per case, each with "
                        + profile.heap()
                        + "; relay and sweeper run"
                        + (suite.ratios().isEmpty() ? "" : "; x: how many operations of the other one costs"));
    }
}
