package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountPath;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Paths as reservations have them: accounts with tabs between them. Many reservations have the same, so some are remembered.
 * Thread safe; a race does no harm.
 */
final class PathTexts {

    /** How many are remembered: a power of two. */
    private static final int MAX = 64;

    private record Known(String tenant, String text, AccountPath path) {}

    private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(MAX);

    AccountPath of(String tenant, String text) {
        int place = text.hashCode() & (MAX - 1);
        Known found = known.getAcquire(place);
        if (found == null || !found.text.equals(text) || !found.tenant.equals(tenant)) {
            found = new Known(
                    tenant,
                    text,
                    AccountPath.of(Parts.texts(text, 0, text.length()).stream()
                            .map(account -> AccountId.parse(tenant, account))
                            .toList()));
            known.setRelease(place, found);
        }
        return found.path;
    }
}
