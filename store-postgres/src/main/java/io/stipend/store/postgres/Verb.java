package io.stipend.store.postgres;

/** What a command does. The order is the numbering of the function {@code work()}. */
enum Verb {
    RESERVE,
    TRACK,
    EXTEND,
    SETTLE,
    RELEASE,
    EXPIRE,
    BIND
}
