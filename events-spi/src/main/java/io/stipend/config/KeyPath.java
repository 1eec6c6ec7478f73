package io.stipend.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a setting stands: the names of its sections and its own, from the outside in. Immutable.
 *
 * @param segments the names; none for the file as a whole
 */
public record KeyPath(List<String> segments) {

    /** The file as a whole. */
    public static final KeyPath ROOT = new KeyPath(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_<>-]+");

    public KeyPath {
        segments = List.copyOf(segments);
    }

    /** The path of dotted text whose names have no dots themselves. */
    public static KeyPath of(String dotted) {
        return new KeyPath(List.of(dotted.split("\\.", -1)));
    }

    /** Whether a segment stands for any name of the user's. */
    public static boolean isPlaceholder(String segment) {
        return segment.startsWith("<");
    }

    /** This path and one more name. */
    public KeyPath then(String name) {
        List<String> longer = new ArrayList<>(segments);
        longer.add(name);
        return new KeyPath(longer);
    }

    /** This path in a section. */
    public KeyPath under(KeyPath section) {
        List<String> longer = new ArrayList<>(section.segments);
        longer.addAll(segments);
        return new KeyPath(longer);
    }

    /** The path of the section it stands in. */
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

    /** Whether it is a section or stands in it. */
    public boolean startsWith(KeyPath section) {
        return length() >= section.length()
                && segments.subList(0, section.length()).equals(section.segments);
    }

    /** Dotted text; names that would be mistaken in it are quoted. */
    @Override
    public String toString() {
        return String.join(".", segments.stream().map(KeyPath::shown).toList());
    }

    private static String shown(String name) {
        return PLAIN.matcher(name).matches() ? name : SafeText.name(name);
    }
}
