package io.stipend.core.error;

/**
 * The reservation was closed before, by another operation. Nothing changed.
 *
 * <p>Usage reported on a reservation that has {@linkplain #closedAs() expired} is not lost if it is settled: an expired
 * reservation can still be settled late.
 */
public final class AlreadyClosedException extends StipendException {

    private static final long serialVersionUID = 1L;

    private final String closedAs;

    /**
     * Names the reservation and how it was closed.
     *
     * @param message for people
     * @param closedAs {@code SETTLED}, {@code RELEASED} or {@code EXPIRED}
     */
    public AlreadyClosedException(String message, String closedAs) {
        super(message);
        this.closedAs = closedAs;
    }

    /** How it was closed: {@code SETTLED}, {@code RELEASED} or {@code EXPIRED}. */
    public String closedAs() {
        return closedAs;
    }
}
