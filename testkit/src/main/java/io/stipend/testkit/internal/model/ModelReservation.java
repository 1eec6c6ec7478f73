package io.stipend.testkit.internal.model;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reservation, as docs/semantics.md has it. Single-threaded. */
final class ModelReservation {

    final JournalEntry.Opened opened;
    final List<ModelAccount> path;
    private final @Nullable ModelReservation parent;
    final List<ModelReservation> children = new ArrayList<>();
    final Map<OperationId, JournalEntry.OfReservation> operations = new HashMap<>();
    final Map<Resource, Long> held = new EnumMap<>(Resource.class);
    final Map<Resource, Long> used = new EnumMap<>(Resource.class);
    double peak;
    long expiresAtMillis;
    long sequence = 1;

    @Nullable
    String stepId;

    JournalEntry.@Nullable Closed closing;

    /** What it is if it never held anything. */
    JournalEntry.@Nullable Charged charged;

    ModelReservation(JournalEntry.Opened opened, List<ModelAccount> path, @Nullable ModelReservation parent) {
        this.opened = opened;
        this.path = path;
        this.parent = parent;
        if (parent != null) {
            parent.children.add(this);
        }
        this.expiresAtMillis = opened.expiresAtMillis();
        this.stepId = opened.request().stepId();
        for (Resource resource : Resource.values()) {
            held.put(resource, opened.request().envelope().get(resource));
            used.put(resource, 0L);
        }
    }

    /** A charge: closed when it was opened. */
    static ModelReservation ofCharge(JournalEntry.Charged entry, List<ModelAccount> path) {
        ReserveCommand nothing = new ReserveCommand(
                entry.header().id(),
                entry.header().path(),
                Collections.nCopies(path.size(), AccountTerms.UNLIMITED),
                ResourceVector.ZERO,
                1,
                null,
                null,
                Map.of());
        ModelReservation charge =
                new ModelReservation(new JournalEntry.Opened(entry.header(), nothing, entry.atMillis()), path, null);
        charge.charged = entry;
        charge.closing = entry.closing();
        return charge;
    }

    boolean isDue(long now) {
        return closing == null && now >= expiresAtMillis;
    }

    /** The reservation that it was split from, if there is one and it is open; one that is due counts as closed. */
    @Nullable
    ModelReservation openParent(long now) {
        return parent == null || parent.closing != null || parent.isDue(now) ? null : parent;
    }

    long idle(Resource resource) {
        return Math.max(0, held(resource) - used(resource));
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
        return charged == null ? ofReservation() : charged.snapshot();
    }

    private ReservationSnapshot ofReservation() {
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
