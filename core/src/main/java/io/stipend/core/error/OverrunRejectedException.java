package io.stipend.core.error;

/** The usage exceeds the hold and the overrun policy is REJECT. The reservation is as it was. */
public final class OverrunRejectedException extends StipendException {

    private static final long serialVersionUID = 1L;

    public OverrunRejectedException(String message) {
        super(message);
    }
}
