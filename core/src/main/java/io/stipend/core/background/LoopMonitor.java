package io.stipend.core.background;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.events.EventPublishException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What a thread in the background says of itself, for others to look at. Written by that thread alone. */
final class LoopMonitor {

    /** When it entered the call it is in; means something while {@link #busy}. */
    private volatile long sinceNanos;

    private volatile boolean busy;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile String lastFailure = "";

    /** A call begins that may take long. */
    void enter() {
        sinceNanos = System.nanoTime();
        busy = true;
    }

    /** It has ended. */
    void leave() {
        busy = false;
    }

    /** Work has failed; returns how often in a row. */
    int failed(Throwable failure) {
        boolean says = failure instanceof CreditStoreException || failure instanceof EventPublishException;
        lastFailure = says ? String.valueOf(failure.getMessage()) : "a defect, see the log";
        return failuresInARow.incrementAndGet();
    }

    /** Work has succeeded; returns how often in a row it had failed. */
    int succeeded() {
        int failures = failuresInARow.get();
        if (failures > 0) {
            failuresInARow.set(0);
            lastFailure = "";
        }
        return failures;
    }

    LoopStatus vitals(LoopStatus.State state) {
        Duration busyFor = busy ? Duration.ofNanos(System.nanoTime() - sinceNanos) : Duration.ZERO;
        return new LoopStatus(state, busyFor, failuresInARow.get(), lastFailure);
    }
}
