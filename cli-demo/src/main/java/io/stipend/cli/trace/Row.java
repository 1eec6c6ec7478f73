package io.stipend.cli.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts of one record by what they mean; used for one record after another. */
final class Row {

    private static final int FIELDS = Field.values().length;

    private final @Nullable String[] texts = new @Nullable String[FIELDS];
    private final int[] ranks = new int[FIELDS];
    private long line;

    /** Forgets the record before. */
    void clear(long itsLine) {
        Arrays.fill(texts, null);
        line = itsLine;
    }

    /** The line that the record begins on. */
    long line() {
        return line;
    }

    /** Notes what a column says, unless it is blank, or a column that is asked first has said it. */
    void set(Slot slot, String text) throws BadLineException {
        if (text.isBlank()) {
            return;
        }
        int field = slot.field().ordinal();
        if (texts[field] != null && ranks[field] == slot.rank()) {
            throw new BadLineException("two members mean " + slot.field().title(), "each once");
        }
        if (texts[field] == null || slot.rank() < ranks[field]) {
            texts[field] = text.strip();
            ranks[field] = slot.rank();
        }
    }

    /** What it says; null if nothing. */
    @Nullable
    String get(Field field) {
        return texts[field.ordinal()];
    }

    boolean has(Field field) {
        return texts[field.ordinal()] != null;
    }

    /** All that was taken from it, for a message. */
    String shown() {
        StringBuilder shown = new StringBuilder();
        for (Field field : Field.values()) {
            if (has(field)) {
                shown.append(shown.isEmpty() ? "" : ", ")
                        .append(field.title())
                        .append('=')
                        .append(get(field));
            }
        }
        return shown.toString();
    }

    /**
     * What a column means.
     *
     * @param rank of the columns that mean the same, the one of the lowest rank counts
     */
    record Slot(Field field, int rank) {}
}
