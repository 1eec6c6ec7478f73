package io.stipend.core.error;

import org.jspecify.annotations.Nullable;

/** What every exception of Stipend extends. The message names the value that was wrong and what to do about it. */
public abstract class StipendException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected StipendException(String message) {
        super(message);
    }

    protected StipendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
