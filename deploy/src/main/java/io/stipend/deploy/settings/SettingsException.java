package io.stipend.deploy.settings;

import io.stipend.core.error.StipendException;
import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Its message lists all that is wrong with them, one problem a line. */
public final class SettingsException extends StipendException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public SettingsException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the file; empty if this was sent from another process. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    private static String message(List<Problem> problems) {
        String count = problems.size() == 1
                ? "the configuration has an error:"
                : "the configuration has " + problems.size() + " errors:";
        return problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining("", count, ""));
    }
}
