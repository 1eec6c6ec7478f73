package io.stipend.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param suite what to measure
 * @param only the cases to measure, {@code NAME} or {@code NAME@CALLERS}; empty for all
 * @param quick whether to measure for a short time only
 * @param json whether to print JSON
 * @param verbose whether to show JMH's output
 */
record Arguments(Suite suite, Set<String> only, boolean quick, boolean json, boolean verbose) {

    private static final String ONLY = "--only=";

    /** The command line is wrong; the message says what to write instead. */
    static final class UsageException extends Exception {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /**
     * Parses a command line.
     *
     * @param suites what can be measured
     */
    static Arguments parse(List<String> args, List<Suite> suites) throws UsageException {
        String target = null;
        Set<String> only = Set.of();
        boolean quick = false;
        boolean json = false;
        boolean verbose = false;
        for (String arg : args) {
            switch (arg) {
                case "--quick" -> quick = true;
                case "--json" -> json = true;
                case "--verbose" -> verbose = true;
                default -> {
                    if (arg.startsWith(ONLY)) {
                        only = Arrays.stream(arg.substring(ONLY.length()).split(","))
                                .collect(Collectors.toUnmodifiableSet());
                        continue;
                    }
                    if (arg.startsWith("-")) {
                        throw new UsageException("unknown option " + arg
                                + "; there are --only=CASE[@CALLERS],..., --quick, --json and --verbose");
                    }
                    if (target != null) {
                        throw new UsageException("two targets, " + target + " and " + arg + "; give one");
                    }
                    target = arg;
                }
            }
        }
        return new Arguments(find(target, suites), only, quick, json, verbose);
    }

    private static Suite find(@Nullable String target, List<Suite> suites) throws UsageException {
        for (Suite suite : suites) {
            if (suite.name().equals(target)) {
                return suite;
            }
        }
        String choice = suites.stream().map(Suite::name).collect(Collectors.joining(" or "));
        throw new UsageException((target == null ? "no target" : "unknown target " + target) + "; give " + choice);
    }
}
