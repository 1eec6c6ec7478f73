package io.stipend.core.spi;

/** How a reservation was closed. */
public enum CloseKind {
    /** With its final usage; in time, or late after it had expired. */
    SETTLED,
    /** Early, by its caller. */
    RELEASED,
    /** Because its lease ran out. */
    EXPIRED,
    /** When it was opened: it never held anything, and is a charge. */
    CHARGED
}
