package io.stipend.core.spi;

/**
 * The store was cut off at the moment of commit and could not find out whether the change was made. The same call, with
 * the same operation id, is safe: it makes the change or returns the first answer.
 */
public final class OutcomeUnknownException extends CreditStoreException {

    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, Throwable cause) {
        super(Kind.UNAVAILABLE, message, cause);
    }
}
