package io.stipend.deploy.settings;

import io.stipend.config.KeyPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is said at once. Not thread safe. */
public final class Problems {

    private final List<Problem> problems = new ArrayList<>();

    /** The keys that they are with, and all that these stand under. */
    private final Set<String> keys = new HashSet<>();

    /** Adds one. */
    public void add(Problem problem) {
        problems.add(problem);
        String key = problem.key();
        for (int end = key.length(); end > 0 && keys.add(key.substring(0, end)); ) {
            end = key.lastIndexOf('.', end - 1);
        }
    }

    void add(Origin origin, KeyPath path, String what, @Nullable String nearest) {
        add(new Problem(origin, path.toString(), what, nearest));
    }

    /** Whether there are any with a key, or with what stands under it. */
    public boolean areUnder(KeyPath path) {
        return keys.contains(path.toString());
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
