package io.stipend.testkit.internal.model;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reservation, as docs/semantics.md has it. Single-threaded. */
final class ModelReservation {

    final JournalEntry.Opened opened;
    final List<ModelAccount> path;
    final Map<OperationId, JournalEntry.OfReservation> operations = new HashMap<>();
    final Map<Resource, Long> held = new EnumMap<>(Resource.class);
    final Map<Resource, Long> used = new EnumMap<>(Resource.class);
    double peak;
    long expiresAtMillis;
    long sequence = 1;

    @Nullable
    String stepId;

    JournalEntry.@Nullable Closed closing;

    ModelReservation(JournalEntry.Opened opened, List<ModelAccount> path) {
        this.opened = opened;
        this.path = path;
        this.expiresAtMillis = opened.expiresAtMillis();
        this.stepId = opened.request().stepId();
        for (Resource resource : Resource.values()) {
            held.put(resource, opened.request().envelope().get(resource));
            used.put(resource, 0L);
        }
    }

    boolean isDue(long now) {
        return closing == null && now >= expiresAtMillis;
    }

    long held(Resource resource) {
        return amount(held, resource);
    }

    long used(Resource resource) {
        return amount(used, resource);
    }

    /** The largest used/held over what is held. */
    double ratio() {
        double largest = 0;
        for (Resource resource : Resource.values()) {
            if (held(resource) > 0) {
                largest = Math.max(largest, (double) used(resource) / (double) held(resource));
            }
        }
        return largest;
    }

    ReservationSnapshot snapshot() {
        return new ReservationSnapshot(
                opened.header(),
                opened.request().fingerprint(),
                opened.request().envelope(),
                opened.request().leaseMillis(),
                opened.request().onExpiry(),
                stepId,
                opened.request().attributes(),
                ResourceVector.of(held),
                ResourceVector.of(used),
                peak,
                expiresAtMillis,
                closing,
                sequence);
    }

    private static long amount(Map<Resource, Long> amounts, Resource resource) {
        Long amount = amounts.get(resource);
        return amount == null ? 0 : amount;
    }
}
