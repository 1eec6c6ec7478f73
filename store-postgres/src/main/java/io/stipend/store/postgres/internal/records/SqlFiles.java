package io.stipend.store.postgres.internal.records;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SQL in the jar: each file lies beside the class that runs it. */
public final class SqlFiles {

    private SqlFiles() {}

    /** The text of a file in the package of its user. */
    public static String text(Class<?> user, String name) {
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
