package io.stipend.store.postgres.internal.batches;

/** What a command does. The order is the numbering of the function {@code run_batch()}. */
public enum Verb {
    RESERVE,
    TRACK,
    EXTEND,
    SETTLE,
    RELEASE,
    EXPIRE,
    BIND
}
