package io.stipend.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The path of a setting: the names of its sections and its own name, from the outside in. Immutable.
 *
 * @param segments the names; empty for the whole file
 */
public record KeyPath(List<String> segments) {

    /** The path of the whole file. */
    public static final KeyPath ROOT = new KeyPath(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_<>-]+");

    public KeyPath {
        segments = List.copyOf(segments);
    }

    /** Parses dotted text. The names themselves must have no dots. */
    public static KeyPath of(String dotted) {
        return new KeyPath(List.of(dotted.split("\\.", -1)));
    }

    /** Whether a segment stands for a name that the user chooses. */
    public static boolean isPlaceholder(String segment) {
        return segment.startsWith("<");
    }

    /** This path with one more name at its end. */
    public KeyPath then(String name) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(name);
        return new KeyPath(longer);
    }

    /** This path inside a section. */
    public KeyPath under(KeyPath section) {
        List<String> longer = new ArrayList<>(section.segments);
        longer.addAll(segments);
        return new KeyPath(longer);
    }

    /** The path of the enclosing section. */
    public KeyPath parent() {
        return new KeyPath(segments.subList(0, segments.size() - 1));
    }

    /** The innermost name. */
    public String last() {
        return segments.get(segments.size() - 1);
    }

    /** How many names it has. */
    public int length() {
        return segments.size();
    }

    /** Whether this is the given section or a path inside it. */
    public boolean startsWith(KeyPath section) {
        return length() >= section.length()
                && segments.subList(0, section.length()).equals(section.segments);
    }

    /** Dotted text. Names that would be ambiguous are quoted. */
    @Override
    public String toString() {
        return String.join(".", segments.stream().map(KeyPath::shown).toList());
    }

    private static String shown(String name) {
        return PLAIN.matcher(name).matches() ? name : SafeText.name(name);
    }
}
