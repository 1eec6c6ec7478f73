package io.stipend.core.spi;

import java.util.function.Function;

/** Every outcome of a charge. */
public sealed interface ChargeOutcome extends Outcome permits ChargeOutcome.Charged, Insufficient, Refusal {

    /**
     * What is made of the outcome, whichever it is.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    <T> T foldCharge(
            Function<? super Charged, ? extends T> charged,
            Function<? super Insufficient, ? extends T> insufficient,
            Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * It is booked on every account.
     *
     * @param entry the journal's entry, which says how much
     * @param replayed whether this is the first answer again
     */
    record Charged(JournalEntry.Charged entry, boolean replayed) implements ChargeOutcome {
        @Override
        public Kind kind() {
            boolean isWhole = entry.charged().equals(entry.used());
            return isWhole || replayed ? Kind.done(replayed) : Kind.DONE_IN_PART;
        }

        @Override
        public <T> T foldCharge(
                Function<? super Charged, ? extends T> charged,
                Function<? super Insufficient, ? extends T> insufficient,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return charged.apply(this);
        }
    }
}
