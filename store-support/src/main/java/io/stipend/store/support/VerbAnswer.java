package io.stipend.store.support;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's answer to one command. {@link VerbOutcomes} turns it into the outcome of the verb. */
public interface VerbAnswer {

    AnswerCode code();

    /** When the command was done, or first done: milliseconds since 1970-01-01 UTC. */
    long atMillis();

    /** The account, reservation or step that the answer is about, or null. */
    @Nullable
    String subject();

    /** The resource that the answer is about, as an ordinal. */
    int resource();

    /** How much was needed; if a sum was out of range, the sum. */
    long needed();

    /** How much was available, or is allowed. */
    long available();

    /** If an account, or a ceiling on it, has too little: reservations on the verb's path whose lease is over, by their ids. */
    default List<String> dueHolds() {
        return List.of();
    }

    /** Who froze the account that the answer is about, and why; null if that is not what it says. */
    default @Nullable String frozen() {
        return null;
    }

    /** The journal entry, for an answer that has one of this type. */
    <E extends JournalEntry> E entry(Class<E> type);

    /** The entry of a reserve that was done before; null for one done now, of which its caller knows what was written. */
    default JournalEntry.@Nullable Opened openedBefore() {
        return null;
    }

    /** The child's lease, for the answer to a split that is done now; 0 for any other. */
    default long childLeaseMillis() {
        return 0;
    }

    /** What the child's expiry books, for the answer to a split that is done now. */
    default OnExpiry childOnExpiry() {
        return OnExpiry.BOOK_TRACKED;
    }

    /** The entry of a charge; null for one done now of which all was booked, and its caller knows what was written. */
    default JournalEntry.@Nullable Charged charged() {
        return null;
    }

    /** What is available on each of these accounts, which are the path's, for an answer to a command that asked for that. */
    default List<Balance> balances(List<AccountId> path) {
        return List.of();
    }

    /** The hold and the overrun of a settle that was refused for it, or null. */
    Refusal.@Nullable OverrunRejected rejected();
}
