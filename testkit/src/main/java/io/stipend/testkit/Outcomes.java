package io.stipend.testkit;

import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.TrackOutcome;
import org.assertj.core.api.Assertions;

/** The entries of outcomes that must be successes for the first time, and those that must be replays. */
final class Outcomes {

    private Outcomes() {}

    static JournalEntry.Opened reserved(ReserveOutcome outcome) {
        ReserveOutcome.Reserved reserved = as(ReserveOutcome.Reserved.class, outcome);
        Assertions.assertThat(reserved.replayed()).as("replayed").isFalse();
        return reserved.entry();
    }

    static JournalEntry.Tracked tracked(TrackOutcome outcome) {
        TrackOutcome.Added added = as(TrackOutcome.Added.class, outcome);
        Assertions.assertThat(added.replayed()).as("replayed").isFalse();
        return added.entry();
    }

    static JournalEntry.Extended extended(ExtendOutcome outcome) {
        ExtendOutcome.Extended extended = as(ExtendOutcome.Extended.class, outcome);
        Assertions.assertThat(extended.replayed()).as("replayed").isFalse();
        return extended.entry();
    }

    static JournalEntry.Closed closed(CloseOutcome outcome) {
        CloseOutcome.Closed closed = as(CloseOutcome.Closed.class, outcome);
        Assertions.assertThat(closed.replayed()).as("replayed").isFalse();
        return closed.entry();
    }

    static JournalEntry.AccountChanged changed(AccountOutcome outcome) {
        AccountOutcome.Changed changed = as(AccountOutcome.Changed.class, outcome);
        Assertions.assertThat(changed.replayed()).as("replayed").isFalse();
        return changed.entry();
    }

    /** The outcome as one of its cases; fails the test when it is another. */
    static <T> T as(Class<T> type, Object outcome) {
        Assertions.assertThat(outcome).isInstanceOf(type);
        return type.cast(outcome);
    }
}
