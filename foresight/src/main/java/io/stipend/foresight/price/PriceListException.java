package io.stipend.foresight.price;

import io.stipend.core.error.StipendException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A price list cannot be used. Its message lists what is wrong with it, one problem a line, twenty at most. */
public final class PriceListException extends StipendException {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 20;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param line of the file, from 1; 0 for the file as a whole
     * @param field where in the file, such as {@code gpt-4o.input}; empty for the file as a whole
     * @param what is wrong, with the value, and what to do
     */
    public record Problem(int line, String field, String what) {}

    PriceListException(String file, List<Problem> problems) {
        super(message(file, problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the file; empty if this was sent from another process. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(String file, List<Problem> problems) {
        String count = problems.size() == 1
                ? "the price list has an error:"
                : "the price list has " + problems.size() + " errors:";
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .limit(SHOWN)
                .map(problem -> "\n  " + file + (problem.line() > 0 ? ":" + problem.line() : "") + ": "
                        + (problem.field().isEmpty() ? "" : problem.field() + " ") + problem.what())
                .collect(Collectors.joining("", count, problems.size() > SHOWN ? "\n  ..." : ""));
    }
}
