package io.stipend.store.postgres.internal.batches;

/** What a command does, with its number in the function {@code run_batch()}. */
public enum Verb {
    RESERVE(0),
    TRACK(1),
    EXTEND(2),
    SETTLE(3),
    RELEASE(4),
    EXPIRE(5),
    BIND(6),
    CHARGE(7),
    SPLIT(8);

    private final int number;

    Verb(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
