package io.stipend.cli.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a usage log can say, with the names it goes by: first the project's own, then those of the published
 * traces. A header is recognised by these names, so a log with the columns of any of them is read.
 */
enum Field {
    TIMESTAMP(true, "timestamp", "timestamp_ms"),
    USER(false, "user", null),
    SESSION(false, "session", "swarm"),
    MODEL(false, "model", null),
    INPUT_TOKENS(true, "input_tokens", "ContextTokens"),
    OUTPUT_TOKENS(true, "output_tokens", "GeneratedTokens"),
    COST(false, "cost", null),
    DURATION(false, "duration_ms", null);

    private final boolean required;
    private final String title;
    private final @Nullable String alias;

    Field(boolean required, String title, @Nullable String alias) {
        this.required = required;
        this.title = title;
        this.alias = alias;
    }

    boolean isRequired() {
        return required;
    }

    /** The project's own name for it. */
    String title() {
        return title;
    }

    /** The field that goes by this name, whatever its case. */
    static Optional<Field> named(String name) {
        String wanted = name.strip();
        for (Field field : values()) {
            if (wanted.equalsIgnoreCase(field.title) || wanted.equalsIgnoreCase(field.alias)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
