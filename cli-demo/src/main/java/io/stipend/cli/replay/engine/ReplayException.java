package io.stipend.cli.replay.engine;

/** A request could not be replayed. The message names its line and the reason. */
public final class ReplayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
