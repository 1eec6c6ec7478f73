package io.stipend.testkit.server;

/** No server could be had for the test. The message says what was tried, and what to do. */
public final class ServerUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ServerUnavailableException(String message) {
        super(message);
    }

    ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
