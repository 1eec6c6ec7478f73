package io.stipend.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SQL in the jar. */
final class Resources {

    /** Where it is, for a class loader. */
    static final String FOLDER = "io/stipend/store/postgres/";

    private Resources() {}

    /** A file's text, by its name in the folder. */
    static String text(String name) {
        try (InputStream text = Resources.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            if (text == null) {
                throw new IllegalStateException("the jar lacks " + FOLDER + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
