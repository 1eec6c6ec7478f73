package io.stipend.testkit.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.internal.model.ModelStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model answers adds up, however it closes; what a wrong store would answer does not. */
class ClosedAmountsTest {

    private final SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
    private final ModelStore model = new ModelStore(clock);

    private JournalEntry.Closed settled(long held, long tracked, boolean late, long used, OverrunPolicy policy) {
        model.reserve(CreditCommands.reserve("r", held, AccountId.user("u")));
        if (tracked > 0) {
            model.track(CreditCommands.track("r", "t", tracked));
        }
        if (late) {
            clock.advance(Duration.ofDays(1));
        }
        CloseOutcome outcome = model.settle(
                new SettleCommand(CreditCommands.id("r"), OperationId.SETTLE, CreditCommands.credits(used), policy));
        return ((CloseOutcome.Closed) outcome).entry();
    }

    @Test
    void whatIsSettledInTimeAddsUp() {
        assertThat(ClosedAmounts.contradiction(settled(5, 3, false, 4, OverrunPolicy.CHARGE)))
                .isEmpty();
        assertThat(ClosedAmounts.contradiction(model.journal())).isEmpty();
    }

    @Test
    void whatIsSettledLateAddsUpThoughMoreWasBookedThanUsed() {
        JournalEntry.Closed late = settled(5, 10, true, 2, OverrunPolicy.CHARGE);

        assertThat(late.overcharged()).isEqualTo(ResourceVector.of(Resource.CREDITS, 8));
        assertThat(ClosedAmounts.contradiction(late)).isEmpty();
        assertThat(ClosedAmounts.contradiction(model.journal())).isEmpty();
    }

    @Test
    void aChargeBelowTheUsageWithinTheHoldIsFound() {
        JournalEntry.Closed right = settled(5, 0, false, 4, OverrunPolicy.CAP);

        assertThat(ClosedAmounts.contradiction(changed(right, 3, 0, false)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("CREDITS breaks in time: held = "));
    }

    @Test
    void aChargeAboveTheUsageIsFoundUnlessItWasBookedBefore() {
        JournalEntry.Closed right = settled(5, 0, false, 4, OverrunPolicy.CHARGE);

        assertThat(ClosedAmounts.contradiction(changed(right, 6, 0, false))).isPresent();
        assertThat(ClosedAmounts.contradiction(changed(right, 6, 5, true))).isPresent();
        assertThat(ClosedAmounts.contradiction(changed(right, 6, 6, true))).isEmpty();
        assertThat(ClosedAmounts.contradiction(changed(right, 6, 7, true)))
                .hasValueSatisfying(text -> assertThat(text).contains("nothing is taken back"));
    }

    @Test
    void aLateSettleThatForgetsWhatExpiryBookedIsFound() {
        JournalEntry.Closed late = settled(5, 3, true, 4, OverrunPolicy.CHARGE);
        JournalEntry expiry = model.journal().get(model.journal().size() - 2);

        assertThat(ClosedAmounts.contradiction(List.of(expiry, late))).isEmpty();
        assertThat(ClosedAmounts.contradiction(List.of(expiry, changed(late, 4, 2, true))))
                .hasValueSatisfying(text -> assertThat(text).startsWith("booked before is not what expiry charged"));
        assertThat(ClosedAmounts.contradiction(List.<JournalEntry>of(late))).isPresent();
    }

    private static JournalEntry.Closed changed(
            JournalEntry.Closed entry, long charged, long bookedBefore, boolean late) {
        return new JournalEntry.Closed(
                entry.header(),
                entry.sequence(),
                entry.atMillis(),
                entry.kind(),
                entry.operationId(),
                entry.fingerprint(),
                entry.report(),
                entry.overrunPolicy(),
                entry.stepId(),
                entry.held(),
                entry.used(),
                ResourceVector.of(Resource.CREDITS, charged),
                ResourceVector.of(Resource.CREDITS, bookedBefore),
                entry.peak(),
                late);
    }
}
