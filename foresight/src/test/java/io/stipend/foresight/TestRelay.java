package io.stipend.foresight;

import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.Journal;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;

/** Publishes what a journal has when a test says so ({@link EventRelay#pass}). */
public final class TestRelay {

    private TestRelay() {}

    /** A relay that is not started. */
    public static EventRelay of(Journal journal, EventPublisher publisher) {
        return new EventRelay(
                journal,
                publisher,
                DeadLetterSink.log(),
                ManagerConfig.DEFAULT,
                EventRelay.Config.DEFAULT,
                Telemetry.none());
    }
}
