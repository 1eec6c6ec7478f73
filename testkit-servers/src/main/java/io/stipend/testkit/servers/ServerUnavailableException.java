package io.stipend.testkit.servers;

/** No server could be had for the test. The message says what was tried, and what to do. */
public final class ServerUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public ServerUnavailableException(String message) {
        super(message);
    }

    public ServerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
