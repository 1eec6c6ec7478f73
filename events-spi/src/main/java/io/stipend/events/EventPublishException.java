package io.stipend.events;

import org.jspecify.annotations.Nullable;

/** Publishing failed but may succeed later: the relay keeps the batch and tries again. */
public class EventPublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventPublishException(String message) {
        super(message);
    }

    public EventPublishException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
