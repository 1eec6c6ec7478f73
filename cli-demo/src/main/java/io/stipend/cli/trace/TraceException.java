package io.stipend.cli.trace;

/** A usage log that cannot be replayed. The message says where, what stands there, and what was expected. */
public final class TraceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TraceException(String message) {
        super(message);
    }
}
