package io.stipend.core.spi;

/** What is booked for a reservation whose lease runs out before anybody closes it. */
public enum OnExpiry {
    /** What was reported until then: a process that dies before its first report has worked for free. */
    BOOK_TRACKED,
    /**
     * All that is held of what is consumable, and what was reported beyond that: a process that dies unheard pays for its hold. A
     * late settle puts it right, up or down.
     */
    BOOK_HELD
}
