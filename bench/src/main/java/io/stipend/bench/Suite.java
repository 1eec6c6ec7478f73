package io.stipend.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** What can be named on the command line: the measurements of one store or broker, with the goals they are held to. */
interface Suite {

    /** The name to give on the command line. */
    String name();

    /** How long to measure; for a look when it must be quick. */
    BenchProfile effort(boolean quick);

    /**
     * Measures everything. Blocks until it is done.
     *
     * @param jmh runs the cases that are JMH benchmarks
     * @param progress told what is measured next
     */
    List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException;

    /** The columns that compare each case with others, measured beside it. */
    List<Ratio> ratios();

    /** What this suite's measurements are to reach. */
    List<Goal> goals(Results results);

    /**
     * A column that says how many operations of another case one operation costs, at the same callers and accounts.
     *
     * @param title the column's title
     * @param other the other case
     */
    record Ratio(String title, String other) {}

    /**
     * A goal and how it was met.
     *
     * @param text what is to be reached
     * @param measured what was measured, as text
     * @param met whether that reaches it
     */
    record Goal(String text, String measured, boolean met) {

        /** A goal of at least so much. */
        static Goal atLeast(String text, double measured, double least, String unit) {
            return new Goal(text, shown(measured, unit), measured >= least);
        }

        /** A goal of at most so much. */
        static Goal atMost(String text, double measured, double limit, String unit) {
            return new Goal(text, shown(measured, unit), measured <= limit);
        }

        private static String shown(double measured, String unit) {
            String number = String.format(Locale.ROOT, measured >= 100 ? "%,.0f" : "%.2f", measured);
            return unit.isEmpty() ? number : number + " " + unit;
        }
    }
}
