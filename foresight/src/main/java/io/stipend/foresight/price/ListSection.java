package io.stipend.foresight.price;

import io.stipend.config.Nearest;
import io.stipend.config.SafeText;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.foresight.price.PriceListException.Problem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A mapping of a price list that is being read. Whoever reads it takes fields by their names; what is wrong goes to the problems, and
 * reading goes on. {@link #finish} complains of what nobody took. Not thread safe.
 */
final class ListSection {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?");
    private static final String GIVE_NUMBER = "; give a number, 0 or more, such as 2.5";

    private final String path;
    private final int line;
    private final Map<String, ListNode.Field> fields = new LinkedHashMap<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<Problem> problems;

    ListSection(String path, ListNode.Mapping mapping, List<Problem> problems) {
        this.path = path;
        this.line = mapping.line();
        this.problems = problems;
        for (ListNode.Field field : mapping.fields()) {
            ListNode.Field before = fields.putIfAbsent(field.name(), field);
            if (before != null) {
                problem(field.line(), field.name(), "was given in line " + before.line() + " already; leave one out");
            }
        }
    }

    int line() {
        return line;
    }

    String path() {
        return path;
    }

    /** The names of the fields, in the order of the file. */
    Set<String> names() {
        return fields.keySet();
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Whether a field is there, and something stands in it. */
    boolean hasValue(String name) {
        ListNode.Field field = fields.get(name);
        return field != null
                && !(field.value() instanceof ListNode.Scalar scalar
                        && scalar.text().isEmpty());
    }

    /** Something is wrong with a field, or with the section if it has none of this name. */
    void problem(String name, String what) {
        ListNode.Field field = fields.get(name);
        problem(field == null ? line : field.line(), name, what);
    }

    private void problem(int at, String name, String what) {
        String shown = SafeText.plain(name, 80);
        problems.add(new Problem(at, path.isEmpty() || shown.isEmpty() ? path + shown : path + "." + shown, what));
    }

    private Optional<ListNode> take(String name) {
        taken.add(name);
        return Optional.ofNullable(fields.get(name)).map(ListNode.Field::value);
    }

    /** A text that is not empty. */
    Optional<String> text(String name) {
        return take(name).flatMap(node -> {
            if (node instanceof ListNode.Scalar scalar && !scalar.text().isBlank()) {
                return Optional.of(scalar.text());
            }
            problem(name, "has no text; give some, or leave the key out");
            return Optional.empty();
        });
    }

    /** A text, read as something. */
    <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String give) {
        return text(name).flatMap(text -> {
            Optional<T> value = parse.apply(text);
            if (value.isEmpty()) {
                problem(name, "is " + SafeText.value(text) + "; give " + give);
            }
            return value;
        });
    }

    Optional<LocalDate> day(String name) {
        return parsed(
                name,
                text -> {
                    try {
                        return Optional.of(LocalDate.parse(text));
                    } catch (DateTimeException notADay) {
                        return Optional.empty();
                    }
                },
                "a day such as 2026-01-31");
    }

    /** A number that is not negative, exactly as it was written. */
    Optional<BigDecimal> number(String name) {
        return take(name).flatMap(node -> {
            if (!(node instanceof ListNode.Scalar scalar)) {
                problem(name, "is no number" + GIVE_NUMBER);
                return Optional.empty();
            }
            Optional<BigDecimal> value = number(scalar);
            if (value.isEmpty() || value.get().signum() < 0) {
                problem(
                        name,
                        (scalar.text().isEmpty() ? "has no value" : "is " + SafeText.value(scalar.text()))
                                + GIVE_NUMBER);
                return Optional.empty();
            }
            return value;
        });
    }

    static Optional<BigDecimal> number(ListNode.Scalar scalar) {
        return NUMBER.matcher(scalar.text()).matches() ? Optional.of(new BigDecimal(scalar.text())) : Optional.empty();
    }

    /** A section under a name. */
    Optional<ListSection> section(String name) {
        return take(name).flatMap(node -> section(name, node));
    }

    private Optional<ListSection> section(String name, ListNode node) {
        if (node instanceof ListNode.Mapping mapping) {
            return Optional.of(new ListSection(path.isEmpty() ? name : path + "." + name, mapping, problems));
        }
        problem(node.line(), name, "is no section; give keys and values under it");
        return Optional.empty();
    }

    /** The sections of a list. */
    List<ListSection> sections(String name) {
        List<ListSection> sections = new ArrayList<>();
        for (ListNode item : items(name)) {
            section(name, item).ifPresent(sections::add);
        }
        return sections;
    }

    /** The texts of a list. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (ListNode item : items(name)) {
            if (item instanceof ListNode.Scalar scalar && !scalar.text().isBlank()) {
                texts.add(scalar.text());
            } else {
                problem(item.line(), name, "has something that is no text; give a list such as [one, two]");
            }
        }
        return texts;
    }

    List<ListNode> items(String name) {
        Optional<ListNode> node = take(name);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof ListNode.Sequence sequence) {
            return sequence.items();
        }
        problem(name, "is no list; give one such as [one, two]");
        return List.of();
    }

    /** Takes a field for read that is of no use here. */
    void pass(String name) {
        taken.add(name);
    }

    /** Makes something of what was read, and says of which field it is if that is refused. */
    <T> Optional<T> checked(String name, Supplier<T> made) {
        try {
            return Optional.of(made.get());
        } catch (InvalidRequestException e) {
            problem(name, "cannot be used: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Complains of fields that nobody took: they are misspelt, or mean something that is not known here. */
    void finish() {
        fields.forEach((name, field) -> {
            if (!taken.contains(name)) {
                String nearest = Nearest.of(name, taken)
                        .map(meant -> "; did you mean " + meant + "?")
                        .orElse("; there are " + String.join(", ", taken));
                problem(name, "is no key here" + nearest);
            }
        });
    }
}
