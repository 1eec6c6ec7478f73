package io.stipend.core.spi;

import io.stipend.core.model.ResourceVector;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reservation as it stands.
 *
 * @param fingerprint of the request that opened it
 * @param asked the envelope first asked for
 * @param leaseMillis by how much a report renews its lease
 * @param onExpiry what is booked when the lease is over
 * @param stepId the step bound to it, if any
 * @param attributes what the caller attached
 * @param held its envelope; when closed, the envelope it had
 * @param used usage so far
 * @param peak the highest usage ratio while it was tracked
 * @param expiresAtMillis when the lease runs out, or ran out: milliseconds since 1970-01-01 UTC
 * @param closing how it was closed; absent while it is open
 * @param sequence the number of its latest journal entry
 */
public record ReservationSnapshot(
        ReservationHeader header,
        long fingerprint,
        ResourceVector asked,
        long leaseMillis,
        OnExpiry onExpiry,
        @Nullable String stepId,
        Map<String, String> attributes,
        ResourceVector held,
        ResourceVector used,
        double peak,
        long expiresAtMillis,
        JournalEntry.@Nullable Closed closing,
        long sequence) {

    /** Whether it still holds its envelope. */
    public boolean isOpen() {
        return closing == null;
    }
}
