package io.stipend.cli.trace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A format of logs: what it is recognised by, and which of its columns mean what. A column is the name in a header, or the path of a
 * member of a JSON object, such as {@code usage.input_tokens}.
 *
 * @param title what to call it
 * @param marks columns that together are found in this format only
 * @param columns for each field the columns that say it; the first that a record has a value in counts
 * @param unit what its numbers of time count, if it is always the same
 * @param provider whose models it has, if it is always the same
 * @param kinds which kinds of records are calls of a model, in small letters; empty if all are
 * @param isSummed whether a record sums up requests of a span of time
 * @param isCents whether costs are hundredths of a credit
 * @param failsWithoutAnswer whether a call without an answer failed
 */
record LogFormat(
        String title,
        Set<String> marks,
        Map<Field, List<String>> columns,
        @Nullable TimeUnit unit,
        @Nullable String provider,
        Set<String> kinds,
        boolean isSummed,
        boolean isCents,
        boolean failsWithoutAnswer) {

    LogFormat {
        columns = Map.copyOf(columns);
    }

    /** Any log with columns of names that are known. */
    static LogFormat general() {
        return named("a log with known columns").build();
    }

    static Builder named(String title, String... marks) {
        return new Builder(title, marks);
    }

    /** Whether a log with these columns, in their plain form, has this format. */
    boolean fits(Set<String> plainNames) {
        return !marks.isEmpty() && plainNames.containsAll(marks);
    }

    /** Collects a format. */
    static final class Builder {

        private final String title;
        private final Set<String> marks;
        private final Map<Field, List<String>> columns = new EnumMap<>(Field.class);
        private @Nullable TimeUnit unit;
        private @Nullable String provider;
        private Set<String> kinds = Set.of();
        private boolean summed;
        private boolean cents;
        private boolean failsWithoutAnswer;

        private Builder(String title, String... marks) {
            this.title = title;
            List<String> plain = new ArrayList<>();
            for (String mark : marks) {
                plain.add(Field.plain(mark));
            }
            this.marks = Set.copyOf(plain);
        }

        Builder with(Field field, String... names) {
            columns.put(field, List.of(names));
            return this;
        }

        Builder timesIn(TimeUnit itsUnit) {
            unit = itsUnit;
            return this;
        }

        Builder modelsOf(String itsProvider) {
            provider = itsProvider;
            return this;
        }

        Builder callsAre(String... itsKinds) {
            kinds = Set.of(itsKinds);
            return this;
        }

        Builder summed() {
            summed = true;
            return this;
        }

        Builder inCents() {
            cents = true;
            return this;
        }

        Builder failingWithoutAnswer() {
            failsWithoutAnswer = true;
            return this;
        }

        LogFormat build() {
            return new LogFormat(title, marks, columns, unit, provider, kinds, summed, cents, failsWithoutAnswer);
        }
    }
}
