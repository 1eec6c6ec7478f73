package io.stipend.store.support;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.OutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/** A call that a server did not do, after all that could be tried; or of which nobody knows. */
public final class ServerFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient FailureKind kind;
    private final boolean perhapsDone;
    private final Exception failure;
    private final String server;

    /**
     * A failure.
     *
     * @param perhapsDone whether a connection broke while the call was under way, and it could not be found out whether it
     *     was done
     * @param failure the driver's
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

    /** The same, of a call that changes nothing. */
    public ServerFailure asLook() {
        return new ServerFailure(kind, false, failure, server);
    }

    /** The same for a caller: a new one for each, because each has its own stack. */
    public CreditStoreException toException() {
        if (perhapsDone) {
            return new OutcomeUnknownException(kind.sentenceIfUnknown(server, reason()), failure);
        }
        return new CreditStoreException(kind.kind(), kind.sentence(server) + " (" + reason() + ")", failure);
    }

    /** What lies behind a failure: its cause or, of servers that were asked in turn, what the first one met. */
    public static @Nullable Throwable beneath(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && cause != failure) {
            return cause;
        }
        return failure.getSuppressed().length > 0 ? failure.getSuppressed()[0] : null;
    }

    /** The driver's word: the innermost, which is the server's or the socket's. */
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
