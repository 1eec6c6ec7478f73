package io.stipend.core.error;

/** The operation id was used before for something else. The first use stands; nothing changed. */
public final class OperationConflictException extends StipendException {

    private static final long serialVersionUID = 1L;

    public OperationConflictException(String message) {
        super(message);
    }
}
