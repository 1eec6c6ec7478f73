package io.stipend.core.background;

import java.time.Duration;

/**
 * How a thread in the background is.
 *
 * @param state whether it is there
 * @param busyFor how long it has been in the call it is in; zero while it rests
 * @param failuresInARow how often in a row it has failed
 * @param lastFailure what the last failure said; empty if there was none in a row
 */
record LoopStatus(State state, Duration busyFor, int failuresInARow, String lastFailure) {

    /** Whether it is there. */
    public enum State {
        /** It was not started yet. */
        NEW,
        RUNNING,
        /** It was told to stop, and has perhaps. */
        STOPPED,
        /** It has ended though nobody told it to. */
        DEAD
    }
}
