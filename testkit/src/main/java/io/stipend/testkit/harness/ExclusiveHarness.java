package io.stipend.testkit.harness;

import io.stipend.core.spi.StoreAdapter;
import java.time.Duration;

/** A store that one test has for itself, on a clock that stands still. */
record ExclusiveHarness(StoreAdapter adapter, SettableClock clock, JournalReader journalReader)
        implements StoreHarness {

    @Override
    public long nowMillis() {
        return clock.millis();
    }

    @Override
    public void advance(Duration by) {
        clock.advance(by);
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public void close() {
        adapter.close();
    }
}
