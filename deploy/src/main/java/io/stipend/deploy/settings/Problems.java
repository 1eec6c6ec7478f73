package io.stipend.deploy.settings;

import io.stipend.config.KeyPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is said at once. Not thread safe. */
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();

    /** Adds one. */
    public void add(Problem problem) {
        problems.add(problem);
    }

    void add(Origin origin, KeyPath path, String what, @Nullable String nearest) {
        add(new Problem(origin, path.toString(), what, nearest));
    }

    /** Whether there are any with a key, or with what stands under it. */
    public boolean areUnder(KeyPath path) {
        String key = path.toString();
        return problems.stream()
                .anyMatch(problem -> problem.key().equals(key) || problem.key().startsWith(key + '.'));
    }

    /** Throws them all, if there are any. */
    public void throwAny() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.stream()
                    .sorted(Comparator.comparingInt(Problems::rank))
                    .toList());
        }
    }

    /** Lines of a file in their order, then variables, then what no line is to blame for. */
    private static int rank(Problem problem) {
        if (problem.origin() instanceof Origin.InFile in && in.line() > 0) {
            return in.line();
        }
        return problem.origin() instanceof Origin.InEnvironment ? Integer.MAX_VALUE - 1 : Integer.MAX_VALUE;
    }
}
