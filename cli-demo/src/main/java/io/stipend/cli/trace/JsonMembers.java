package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts and numbers of one JSON object, by their paths. */
final class JsonMembers {

    /** With more than this, what is left is not looked at; no record of any use has so many. */
    private static final int MAX = 10_000;

    private final List<String> paths = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final long line;
    private @Nullable BadLineException problem;

    JsonMembers(long line) {
        this.line = line;
    }

    /** The line that the object ends on, or the one that it is alone on. */
    long line() {
        return line;
    }

    void add(String path, String text) {
        if (paths.size() < MAX) {
            paths.add(path);
            texts.add(text);
        }
    }

    /** Notes what is wrong with it; the first counts. */
    void fail(BadLineException what) {
        problem = problem == null ? what : problem;
    }

    /** Takes over what the object around it says, where it says nothing itself. */
    void inherit(JsonMembers around) {
        for (int i = 0; i < around.paths.size(); i++) {
            String path = around.paths.get(i);
            if (path.indexOf('.') < 0 && !paths.contains(path)) {
                add(path, around.texts.get(i));
            }
        }
    }

    List<String> paths() {
        return paths;
    }

    /** Throws what is wrong with it, if anything is. */
    void check() throws BadLineException {
        if (problem != null) {
            throw problem;
        }
    }

    /** Adds what is looked at to a row. */
    void addTo(Row row, Columns columns) throws BadLineException {
        check();
        for (int i = 0; i < paths.size(); i++) {
            Row.Slot slot = columns.slot(paths.get(i));
            if (slot != null) {
                row.set(slot, texts.get(i));
            }
        }
    }
}
