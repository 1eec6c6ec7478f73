package io.stipend.core.spi;

import io.stipend.core.model.Resource;
import java.util.List;
import java.util.function.Function;

/** Every outcome of an extension. */
public sealed interface ExtendOutcome extends Outcome
        permits ExtendOutcome.Extended, ExtendOutcome.TooLarge, IdleTooSmall, AccountRefusal, Refusal {

    /**
     * What is made of the outcome, whichever it is.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    <T> T foldExtend(
            Function<? super Extended, ? extends T> extended,
            Function<? super TooLarge, ? extends T> tooLarge,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Refusal.Visitor<? extends RuntimeException> refused);

    /**
     * The reservation is larger or smaller, or lives longer.
     *
     * @param entry the journal's entry
     * @param replayed whether this is the first answer again
     * @param balances what is available on each account of the path after it, in the path's order, if the command asks for that;
     *     else empty. A replay has what is available now
     */
    record Extended(JournalEntry.Extended entry, boolean replayed, List<Balance> balances) implements ExtendOutcome {

        /** An answer about the reservation alone. */
        public Extended(JournalEntry.Extended entry, boolean replayed) {
            this(entry, replayed, List.of());
        }

        @Override
        public Kind kind() {
            boolean isPart = !replayed && !entry.added().equals(entry.asked().more());
            return isPart ? Kind.DONE_IN_PART : Kind.done(replayed);
        }

        @Override
        public <T> T foldExtend(
                Function<? super Extended, ? extends T> extended,
                Function<? super TooLarge, ? extends T> tooLarge,
                Function<? super IdleTooSmall, ? extends T> idleTooSmall,
                Function<? super AccountRefusal, ? extends T> byAccount,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return extended.apply(this);
        }
    }

    /**
     * The reservation would hold more than the command allows. Nothing changed; not remembered: the same command may
     * succeed later.
     *
     * @param resource the first resource of which it would hold too much
     * @param needed how much it would hold in all with the least that is wanted
     * @param mostHeld how much it may hold
     */
    record TooLarge(Resource resource, long needed, long mostHeld) implements ExtendOutcome {
        @Override
        public Kind kind() {
            return Kind.TOO_LARGE;
        }

        @Override
        public <T> T foldExtend(
                Function<? super Extended, ? extends T> extended,
                Function<? super TooLarge, ? extends T> tooLarge,
                Function<? super IdleTooSmall, ? extends T> idleTooSmall,
                Function<? super AccountRefusal, ? extends T> byAccount,
                Refusal.Visitor<? extends RuntimeException> refused) {
            return tooLarge.apply(this);
        }
    }
}
