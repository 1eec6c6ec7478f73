package io.stipend.deploy.settings;

import java.util.ArrayList;
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

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Throws them all, if there are any. */
    public void throwAny() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
