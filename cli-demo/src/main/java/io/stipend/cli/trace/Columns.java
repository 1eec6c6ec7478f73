package io.stipend.cli.trace;

import io.stipend.cli.trace.Row.Slot;
import io.stipend.config.SafeText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which column of a log says what, found by the columns' names. */
final class Columns {

    /** The members of JSON that usage is often under. */
    private static final List<String> PREFIXES = List.of("", "usage.", "response.usage.", "token_usage.");

    /** Anthropic's names for what comes on top of its {@code input_tokens}. */
    private static final Set<String> BESIDE_INPUT =
            Set.of(Field.plain("cache_read_input_tokens"), Field.plain("cache_creation_input_tokens"));

    private static final int MAX_NAME = 60;
    private static final int MAX_REMEMBERED = 10_000;

    private final LogFormat format;
    private final Map<String, Slot> slots = new HashMap<>();

    /** Answers that were given, by the name as it stands: records of JSON ask for each again. */
    private final Map<String, Optional<Slot>> byName = new HashMap<>();

    private final Map<String, Boolean> above = new HashMap<>();
    private final Map<Field, String> taken = new EnumMap<>(Field.class);
    private final List<String> passedOver = new ArrayList<>();

    /** Columns that are not looked at, by what their names are like; and those that are like nothing. */
    private final Map<Field, String> near = new EnumMap<>(Field.class);

    private final List<String> strangers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable TimeUnit unit;

    private Columns(LogFormat format) {
        this.format = format;
    }

    /**
     * The columns of a log.
     *
     * @param names its columns; or the members of its first record, and their members
     * @param all whether it has no others
     * @throws BadLineException when they do not say enough; the message proposes what they may mean
     */
    static Columns of(Collection<String> names, ReadOptions options, boolean all) throws BadLineException {
        Set<String> plain = names.stream().map(Field::plain).collect(Collectors.toCollection(LinkedHashSet::new));
        Columns columns = new Columns(LogFormats.of(plain));
        columns.addOwn(options.columns(), plain, all, names);
        Set<Field> given = options.columns().keySet();
        if (columns.format.marks().isEmpty()) {
            columns.addKnown(given, plain, all);
        } else {
            columns.format.columns().forEach((field, known) -> columns.add(field, known, given));
        }
        columns.describe(names);
        columns.check(names, given, all);
        columns.unit = columns.unit(options);
        return columns;
    }

    private void addOwn(Map<Field, String> own, Set<String> plain, boolean all, Collection<String> names)
            throws BadLineException {
        for (Map.Entry<Field, String> entry : own.entrySet()) {
            if (all && !plain.contains(Field.plain(entry.getValue()))) {
                throw new BadLineException(
                        "--columns names " + SafeText.value(entry.getValue()) + ", which is no column of it",
                        "one of " + shown(names));
            }
            slots.put(Field.plain(entry.getValue()), new Slot(entry.getKey(), 0));
        }
    }

    private void add(Field field, List<String> known, Set<Field> given) {
        if (given.contains(field)) {
            return;
        }
        for (int rank = 0; rank < known.size(); rank++) {
            slots.putIfAbsent(Field.plain(known.get(rank)), new Slot(field, rank));
        }
    }

    /** Of names that mean the same, a header's first known one counts; records of JSON may each have another. */
    private void addKnown(Set<Field> given, Set<String> plain, boolean all) {
        for (Field field : Field.values()) {
            List<String> known = new ArrayList<>();
            for (String name : field.names()) {
                PREFIXES.forEach(prefix -> known.add(prefix + name));
            }
            if (all) {
                known.removeIf(name -> !plain.contains(Field.plain(name)) || slots.containsKey(Field.plain(name)));
            }
            add(field, all && known.size() > 1 ? known.subList(0, 1) : known, given);
        }
        boolean beside = plain.stream().anyMatch(name -> BESIDE_INPUT.stream().anyMatch(name::endsWith));
        if (beside && !given.contains(Field.INPUT) && !given.contains(Field.UNCACHED)) {
            PREFIXES.forEach(prefix -> slots.computeIfPresent(
                    Field.plain(prefix + Field.INPUT.title()),
                    (name, slot) -> slot.field() == Field.INPUT ? new Slot(Field.UNCACHED, slot.rank()) : slot));
        }
    }

    private void describe(Collection<String> names) {
        Map<Field, Integer> ranks = new EnumMap<>(Field.class);
        for (String name : names) {
            Slot slot = slots.get(Field.plain(name));
            if (slot != null && slot.rank() < ranks.getOrDefault(slot.field(), Integer.MAX_VALUE)) {
                ranks.put(slot.field(), slot.rank());
                taken.put(slot.field(), name);
            }
        }
        for (String name : names) {
            if (!slots.containsKey(Field.plain(name)) && !isAbove(name)) {
                describePassedOver(name);
            }
        }
    }

    private void describePassedOver(String name) {
        String shown = SafeText.plain(name, MAX_NAME);
        Optional<String> known = format.marks().isEmpty() ? Field.nearest(name) : Optional.empty();
        passedOver.add(shown + known.map(like -> " (like " + like + ")").orElse(""));
        Optional<Field> field = known.flatMap(Columns::fieldNamed).filter(meant -> !taken.containsKey(meant));
        if (field.isEmpty()) {
            strangers.add(shown);
        } else {
            near.putIfAbsent(field.get(), shown);
            warnings.add("column " + shown + " is not looked at; if it is the "
                    + field.get().title() + ", say --columns " + field.get().title() + "=" + shown);
        }
    }

    private static Optional<Field> fieldNamed(String known) {
        return EnumSet.allOf(Field.class).stream()
                .filter(field -> field.names().contains(known))
                .findFirst();
    }

    /** Whether members of this one are looked at. */
    boolean isAbove(String name) {
        Boolean known = above.get(name);
        if (known == null) {
            String prefix = Field.plain(name) + '.';
            known = slots.keySet().stream().anyMatch(path -> path.startsWith(prefix));
            remember(above, name, known);
        }
        return known;
    }

    private static <T> void remember(Map<String, T> answers, String name, T answer) {
        if (answers.size() < MAX_REMEMBERED) {
            answers.put(name, answer);
        }
    }

    private void check(Collection<String> names, Set<Field> given, boolean all) throws BadLineException {
        if (!format.marks().isEmpty()) {
            return;
        }
        Set<Field> found = EnumSet.noneOf(Field.class);
        found.addAll(taken.keySet());
        found.addAll(given);
        boolean input = found.contains(Field.INPUT) || found.contains(Field.UNCACHED);
        boolean output = found.contains(Field.OUTPUT) || found.contains(Field.ANSWER);
        boolean failure = found.contains(Field.STATUS) || found.contains(Field.ERROR);
        boolean usage = found.contains(Field.COST) || (all ? input && output : input || output || failure);
        if (found.contains(Field.TIMESTAMP) && usage) {
            return;
        }
        List<Field> missing = new ArrayList<>();
        if (!found.contains(Field.TIMESTAMP)) {
            missing.add(Field.TIMESTAMP);
        }
        if (!input) {
            missing.add(Field.INPUT);
        }
        if (!output) {
            missing.add(Field.OUTPUT);
        }
        throw new BadLineException(
                "not the " + (all ? "header" : "first record")
                        + " of a usage log that is known: no column is taken for "
                        + missing.stream().map(Field::title).collect(Collectors.joining(", ")) + proposal(names),
                "timestamp, input_tokens, output_tokens and, if known, user, session, model, cost and more; or the header"
                        + " of a format that docs/traces.md lists; or say which column is which, such as --columns "
                        + option(missing));
    }

    /** Each field that is missing with the column that may be it: one of a near name, else any that is like none. */
    private String option(List<Field> missing) {
        Iterator<String> others = strangers.iterator();
        return missing.stream()
                .map(field -> field.title() + "="
                        + (near.containsKey(field) ? near.get(field) : others.hasNext() ? others.next() : "NAME"))
                .collect(Collectors.joining(","));
    }

    private String proposal(Collection<String> names) {
        return (names.isEmpty() ? "" : "\n  columns:   " + shown(names))
                + (taken.isEmpty() ? "" : "\n  taken:     " + String.join(", ", taken()))
                + (passedOver.isEmpty() ? "" : "\n  not taken: " + TraceNotes.listed(passedOver));
    }

    private static String shown(Collection<String> names) {
        return TraceNotes.listed(
                names.stream().map(name -> SafeText.plain(name, MAX_NAME)).toList());
    }

    private @Nullable TimeUnit unit(ReadOptions options) {
        if (options.timeUnit() != null) {
            return options.timeUnit();
        }
        return format.unit() != null ? format.unit() : TimeUnits.bySuffix(taken.getOrDefault(Field.TIMESTAMP, ""));
    }

    /** What the column of this name or path means; null if it is not looked at. */
    @Nullable
    Slot slot(String name) {
        Optional<Slot> known = byName.get(name);
        if (known == null) {
            known = Optional.ofNullable(slots.get(Field.plain(name)));
            remember(byName, name, known);
        }
        return known.orElse(null);
    }

    LogFormat format() {
        return format;
    }

    /** What numbers of time count, if that is known. */
    @Nullable
    TimeUnit unit() {
        return unit;
    }

    /** Which column was taken for what. */
    List<String> taken() {
        return taken.entrySet().stream()
                .map(entry -> entry.getKey().title() + " = " + SafeText.plain(entry.getValue(), MAX_NAME))
                .toList();
    }

    List<String> passedOver() {
        return passedOver;
    }

    List<String> warnings() {
        return warnings;
    }
}
