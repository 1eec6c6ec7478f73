package io.stipend.core.spi;

/** Is shown what is stored of a tenant: see {@link BookInspection#read}. */
public interface BookReader {

    /**
     * The reading begins.
     *
     * @param nowMillis the store's clock: no change that is shown is later, unless the clock was put back
     */
    default void begun(long nowMillis) {}

    /** An entry that waits to be published. Those of one stream come in the order in which they will be read. */
    default void waiting(JournalEntry entry) {}

    /** An account. */
    default void account(StoredAccount account) {}

    /** A reservation, open or closed. */
    void reservation(StoredReservation reservation);

    /** Which reservation a step names. */
    default void step(String step, String reservationId) {}

    /**
     * Something that cannot be read, or an index of the store's own that does not fit what it is an index of.
     *
     * @param kind what sort of damage
     * @param subject the account as {@code kind:name}, the reservation's id, or the name of what is damaged
     * @param text what is wrong, for people
     */
    void damaged(Kind kind, String subject, String text);

    /** What only the store itself can see. */
    enum Kind {
        /** A record that cannot be read, or whose parts contradict each other. */
        UNREADABLE,
        /** An index names what is not there, or lacks what is: {@link BookInspection#repairIndexes} puts it right. */
        INDEX
    }
}
