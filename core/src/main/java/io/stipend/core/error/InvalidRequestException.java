package io.stipend.core.error;

/** A value in the request is not acceptable. Nothing was sent to the store and nothing changed. */
public final class InvalidRequestException extends StipendException {

    private static final long serialVersionUID = 1L;

    public InvalidRequestException(String message) {
        super(message);
    }
}
