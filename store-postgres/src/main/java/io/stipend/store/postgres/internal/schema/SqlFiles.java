package io.stipend.store.postgres.internal.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The SQL in the jar: each file lies beside the class that runs it. What several files share is in {@code fragments.sql}. */
public final class SqlFiles {

    private static final String FRAGMENT = "\n-- name: ";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Map<String, String> FRAGMENTS = fragments();

    private SqlFiles() {}

    /** The text of a file in the package of its user, with the fragments it refers to. */
    public static String text(Class<?> user, String name) {
        return withFragments(raw(user, name), FRAGMENTS);
    }

    private static Map<String, String> fragments() {
        Map<String, String> fragments = new HashMap<>();
        String[] sections = raw(SqlFiles.class, "fragments.sql").split(FRAGMENT, -1);
        for (int i = 1; i < sections.length; i++) {
            int end = sections[i].indexOf('\n');
            // A fragment may refer to those before it.
            fragments.put(
                    sections[i].substring(0, end),
                    withFragments(sections[i].substring(end).strip(), fragments));
        }
        return fragments;
    }

    private static String withFragments(String text, Map<String, String> fragments) {
        return REFERENCE
                .matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(
                        Objects.requireNonNull(fragments.get(reference.group(1)), reference.group())));
    }

    private static String raw(Class<?> user, String name) {
        try (InputStream text = user.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("the jar lacks " + name + " of " + user.getPackageName());
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
