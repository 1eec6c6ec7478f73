package io.stipend.core.spi;

import java.util.function.Function;

/** Every outcome of a reserve. */
public sealed interface ReserveOutcome extends Outcome permits ReserveOutcome.Reserved, AccountRefusal, Refusal {

    /**
     * What is made of the outcome, whichever it is.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    <T> T foldReserve(
            Function<? super Reserved, ? extends T> reserved,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * The envelope is held on every account.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     */
    record Reserved(JournalEntry.Opened entry, boolean replayed) implements ReserveOutcome {
        @Override
        public Kind kind() {
            return Kind.done(replayed);
        }

        @Override
        public <T> T foldReserve(
                Function<? super Reserved, ? extends T> reserved,
                Function<? super AccountRefusal, ? extends T> byAccount,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return reserved.apply(this);
        }
    }
}
