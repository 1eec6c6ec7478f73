package io.stipend.core.error;

import org.jspecify.annotations.Nullable;

/** A user's tier cannot be had, or not in time. Nothing was sent to the store and nothing changed; try again later. */
public final class TierUnavailableException extends StipendException {

    private static final long serialVersionUID = 1L;

    public TierUnavailableException(String message) {
        this(message, null);
    }

    public TierUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
