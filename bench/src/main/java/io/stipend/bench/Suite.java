package io.stipend.bench;

import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** What can be named on the command line: the measurements of one store or broker, with the goals they are held to. */
interface Suite {

    /** The name to give on the command line. */
    String name();

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
    record Goal(String text, String measured, boolean met) {}
}
