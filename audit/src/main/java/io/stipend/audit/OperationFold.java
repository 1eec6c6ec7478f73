package io.stipend.audit;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.Extended;
import io.stipend.core.spi.JournalEntry.Split;
import io.stipend.core.spi.JournalEntry.Tracked;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation's request, reports, extensions and splits lead to, one after the other. Each keeps its answer, which must be
 * what it led to. Not thread safe.
 */
final class OperationFold {

    private final ReservationSnapshot snapshot;
    private final boolean isClockRight;
    private final boolean trustsHolds;
    private final List<JournalEntry.OfReservation> entries = new ArrayList<>();
    private ResourceVector held;
    private ResourceVector mostHeld;
    private ResourceVector used = ResourceVector.ZERO;
    private double peak;
    private long expiresAtMillis;
    private @Nullable String stepId;

    /**
     * Begins with the request.
     *
     * @param isClockRight whether leases end by the times that are stored: those that a clock which was ahead had given are
     *     shortened, and no entry says when
     * @param trustsHolds whether what an extension was granted is judged by what was held after it, and not by what it says
     */
    OperationFold(ReservationSnapshot snapshot, boolean isClockRight, boolean trustsHolds) {
        this.snapshot = snapshot;
        this.isClockRight = isClockRight;
        this.trustsHolds = trustsHolds;
        this.held = snapshot.asked();
        this.mostHeld = held;
        this.expiresAtMillis = snapshot.header().openedAtMillis() + snapshot.leaseMillis();
    }

    ResourceVector held() {
        return held;
    }

    /** The most that was held of each resource at any time. */
    ResourceVector mostHeld() {
        return mostHeld;
    }

    ResourceVector used() {
        return used;
    }

    double peak() {
        return peak;
    }

    long expiresAtMillis() {
        return expiresAtMillis;
    }

    /**
     * Adds the next report or extension, or what moved between it and a child.
     *
     * @throws io.stipend.core.error.InvalidRequestException when a sum is above the largest amount
     */
    void add(JournalEntry.OfReservation operation) {
        if (operation instanceof Tracked report) {
            entries.add(add(report));
        } else if (operation instanceof Extended extension) {
            entries.add(add(extension));
        } else {
            entries.add(add((Split) operation));
        }
    }

    /** What the reports and extensions should say. */
    List<JournalEntry.OfReservation> entries() {
        return entries;
    }

    private Tracked add(Tracked report) {
        double peakBefore = peak;
        used = report.report().addedTo(used);
        peak = Math.max(peak, ResourceVector.usageRatio(used, held));
        expiresAtMillis = isClockRight
                ? Math.max(expiresAtMillis, report.atMillis() + snapshot.leaseMillis())
                : report.expiresAtMillis();
        // A step may be bound between two reports, and stays.
        stepId = report.stepId() == null && stepId == null ? null : snapshot.stepId();
        return new Tracked(
                snapshot.header(),
                report.sequence(),
                report.atMillis(),
                report.operationId(),
                report.report().fingerprint(),
                report.report(),
                stepId,
                held,
                used,
                peakBefore,
                peak,
                expiresAtMillis);
    }

    private Extended add(Extended extension) {
        HoldChange asked = extension.asked();
        long fingerprint = ExtendCommand.fingerprint(asked, extension.leaseMillis());
        boolean isAskedRight = fingerprint == extension.fingerprint();
        ResourceVector returned = isAskedRight ? asked.less().atMost(held.excessOver(used)) : extension.returned();
        ResourceVector added = added(extension, returned);
        if (isAskedRight) {
            ResourceVector granted = added;
            added = ResourceVector.map(resource ->
                    Math.max(asked.least().get(resource), Math.min(asked.more().get(resource), granted.get(resource))));
        }
        hold(held.plus(added).minus(returned));
        if (!isClockRight) {
            expiresAtMillis = extension.expiresAtMillis();
        } else if (extension.leaseMillis() > 0) {
            expiresAtMillis = Math.max(expiresAtMillis, extension.atMillis() + extension.leaseMillis());
        }
        return new Extended(
                snapshot.header(),
                extension.sequence(),
                extension.atMillis(),
                extension.operationId(),
                fingerprint,
                asked,
                added,
                returned,
                extension.leaseMillis(),
                held,
                used,
                peak,
                expiresAtMillis);
    }

    private Split add(Split split) {
        ResourceVector given = trustsHolds ? held.excessOver(split.held()) : split.given();
        ResourceVector returned = trustsHolds ? split.held().excessOver(held) : split.returned();
        hold(held.plus(returned).minus(given));
        if (!isClockRight) {
            expiresAtMillis = split.expiresAtMillis();
        }
        return new Split(
                snapshot.header(),
                split.sequence(),
                split.atMillis(),
                split.childId(),
                given,
                returned,
                held,
                used,
                peak,
                expiresAtMillis);
    }

    private void hold(ResourceVector amounts) {
        held = amounts;
        mostHeld = mostHeld.plus(held.excessOver(mostHeld));
    }

    /** How much was granted between what was required and what was wanted: nothing tells any more what there was. */
    private ResourceVector added(Extended extension, ResourceVector returned) {
        if (!trustsHolds) {
            return extension.added();
        }
        ResourceVector left = held.minus(returned);
        return extension.held().excessOver(left);
    }
}
