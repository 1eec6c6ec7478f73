package io.stipend.core.spi;

import io.stipend.core.error.StipendException;
import org.jspecify.annotations.Nullable;

/** The store could not do what was asked. Never a driver's own exception: that is the cause. */
public class CreditStoreException extends StipendException {

    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Kind {
        /** The store cannot be reached, or not in time; nothing changed. The same call may succeed later. */
        UNAVAILABLE,
        /** The store holds as much as it was told to hold; nothing changed. See the message for the remedy. */
        FULL,
        /** What is stored contradicts itself; nothing changed. A person must look at it. */
        DAMAGED,
        /** A defect of the store. */
        INTERNAL
    }

    private final Kind kind;

    public CreditStoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    public CreditStoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What a caller can do about it. */
    public Kind kind() {
        return kind;
    }
}
