package io.stipend.store.support;

import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import org.jspecify.annotations.Nullable;

/** What a server answered to one command. {@link VerbOutcomes} makes the verb's outcome of it. */
public interface VerbAnswer {

    AnswerCode code();

    /** When it was done, or first done: milliseconds since 1970-01-01 UTC. */
    long atMillis();

    /** The account, reservation or step that the answer is about; null where it is about none. */
    @Nullable
    String subject();

    /** The resource that the answer is about, as an ordinal. */
    int resource();

    /** How much was needed; of a sum that is out of range, the sum. */
    long needed();

    /** How much there was. */
    long available();

    /** The journal's entry, of an answer that has one of this type. */
    <E extends JournalEntry> E entry(Class<E> type);

    /** The hold and the usage above it, of a settle that was refused for it; else null. */
    Refusal.@Nullable OverrunRejected rejected();
}
