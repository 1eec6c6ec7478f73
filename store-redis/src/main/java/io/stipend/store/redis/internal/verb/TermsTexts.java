package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.AccountTerms;
import io.stipend.store.redis.internal.record.Amounts;
import io.stipend.store.redis.internal.script.Bytes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The terms of accounts as the scripts have them. Policies mostly give the very same terms again and again, so the texts of some
 * are remembered. Thread safe; a race does no harm.
 */
final class TermsTexts {

    /** How many are remembered: a power of two. */
    private static final int MAX = 64;

    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    private record Known(AccountTerms terms, byte[] text) {}

    private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(MAX);

    @SuppressWarnings("ReferenceEquality") // Comparing values would cost as much as making the text.
    byte[] of(AccountTerms terms) {
        int place = System.identityHashCode(terms) & (MAX - 1);
        Known found = known.getAcquire(place);
        if (found == null || found.terms != terms) {
            found = new Known(terms, Bytes.of(Amounts.text(terms)));
            known.setRelease(place, found);
        }
        return found.text;
    }
}
