package io.stipend.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** What the command line can name: the measurements of one store or broker, with their goals. */
interface Suite {

    /** The name on the command line. */
    String name();

    /** How long to measure. */
    BenchProfile profile(boolean quick);

    /**
     * Measures everything. Blocks until it is done.
     *
     * @param jmh runs the cases that are JMH benchmarks
     * @param progress gets what is measured next
     */
    List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException;

    /** What it measures that no case can have: lines of text, or nothing. */
    default String figures() {
        return "";
    }

    /** The columns that compare each case with others of the same run. */
    List<Ratio> ratios();

    /** The goals of this suite. */
    List<Goal> goals(Results results);

    /**
     * A column that says how many operations of another case one operation costs, at the same callers and accounts.
     *
     * @param title the column's title
     * @param other the other case
     */
    record Ratio(String title, String other) {}

    /**
     * A goal and its result.
     *
     * @param text the goal
     * @param measured what was measured, as text
     * @param met whether the goal is met
     */
    record Goal(String text, String measured, boolean met) {

        /** A goal with a lower bound. */
        static Goal atLeast(String text, double measured, double least, String unit) {
            return new Goal(text, shown(measured, unit), measured >= least);
        }

        /** A goal with an upper bound. */
        static Goal atMost(String text, double measured, double limit, String unit) {
            return new Goal(text, shown(measured, unit), measured <= limit);
        }

        /** Of a JVM's first ten seconds on one account, in which it compiles, against the same later. */
        static Goal firstSeconds(Results results, String name, int callers) {
            double first = results.get(name + BenchCase.FIRST, callers, 1).opsPerSecond();
            return atLeast(
                    name + ", " + callers + " callers, the first ten seconds: at least half of later",
                    first / results.get(name, callers, 1).opsPerSecond(),
                    0.5,
                    "x");
        }

        /** Of what one call costs beside another, both with the same callers and accounts. */
        static Goal perOther(Results results, String name, String other, int callers, int accounts, double limit) {
            double cost = results.get(other, callers, accounts).opsPerSecond()
                    / results.get(name, callers, accounts).opsPerSecond();
            String text = String.format(
                    Locale.ROOT,
                    "%s, %d caller%s, %,d account%s: costs at most %s of %s",
                    name,
                    callers,
                    callers == 1 ? "" : "s",
                    accounts,
                    accounts == 1 ? "" : "s",
                    limit,
                    other);
            return atMost(text, cost, limit, "x");
        }

        /** Of what 64 callers on one account allocate. */
        static Goal bytes(Results results, String name, int limit) {
            return atMost(
                    String.format(Locale.ROOT, "a %s allocates at most %,d bytes, 64 callers", name, limit),
                    results.get(name, 64, 1).bytesPerOp(),
                    limit,
                    "B");
        }

        private static String shown(double measured, String unit) {
            String number = String.format(Locale.ROOT, measured >= 100 ? "%,.0f" : "%.2f", measured);
            return unit.isEmpty() ? number : number + " " + unit;
        }
    }
}
