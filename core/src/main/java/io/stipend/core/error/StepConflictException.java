package io.stipend.core.error;

/** The reservation has another step id already, or another open reservation has this step id. Nothing changed. */
public final class StepConflictException extends StipendException {

    private static final long serialVersionUID = 1L;

    public StepConflictException(String message) {
        super(message);
    }
}
