package io.stipend.core.error;

/** No reservation of this id, or bound to this step, is known: it never existed, or its retention is over. */
public final class ReservationNotFoundException extends StipendException {

    private static final long serialVersionUID = 1L;

    public ReservationNotFoundException(String message) {
        super(message);
    }
}
