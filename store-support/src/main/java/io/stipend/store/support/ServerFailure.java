package io.stipend.store.support;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/** A call that failed after every retry, or whose outcome is unknown. */
public final class ServerFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient FailureKind kind;
    private final boolean perhapsDone;
    private final Exception failure;
    private final String server;

    /**
     * Creates a failure.
     *
     * @param perhapsDone whether a connection broke during the call and it is not known whether the call was done
     * @param failure the driver's exception
     * @param server the server, as messages name it
     */
    public ServerFailure(FailureKind kind, boolean perhapsDone, Exception failure, String server) {
        super(failure);
        this.kind = kind;
        this.perhapsDone = perhapsDone;
        this.failure = failure;
        this.server = server;
    }

    public FailureKind kind() {
        return kind;
    }

    public boolean isPerhapsDone() {
        return perhapsDone;
    }

    /** The same failure for a call that changes nothing. */
    public ServerFailure asLook() {
        return new ServerFailure(kind, false, failure, server);
    }

    /** The exception for a caller. Each caller gets a new one, with its own stack. */
    public CreditStoreException toException() {
        if (perhapsDone) {
            return new OutcomeUnknownException(kind.sentenceIfUnknown(server, reason()), failure);
        }
        return new CreditStoreException(kind.kind(), kind.sentence(server) + " (" + reason() + ")", failure);
    }

    /** The cause of a failure or, if several servers were tried in turn, the failure of the first. */
    public static @Nullable Throwable beneath(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && cause != failure) {
            return cause;
        }
        return failure.getSuppressed().length > 0 ? failure.getSuppressed()[0] : null;
    }

    /** The message of the innermost cause, which is the server's or the socket's. */
    private String reason() {
        Throwable innermost = failure;
        for (Throwable next = failure; next != null; next = beneath(next)) {
            innermost = next;
        }
        String message = innermost.getMessage();
        return message == null
                ? innermost.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
