package io.stipend.store.postgres.internal.connection;

/** What became of the same work when it was tried before. */
public enum PreviousAttempt {
    /** It is tried for the first time. */
    NONE,
    /** It was refused, by a collision with others or for want of a period; nothing of it was done. */
    REFUSED,
    /** The connection broke, so it may be done. */
    PERHAPS_DONE
}
