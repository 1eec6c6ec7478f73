package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of the books, written in the same atomic step as the change. It is the answer of the verb that made the
 * change, what a replay of that verb returns again, and what events are made from. Immutable.
 *
 * <p>Entries are numbered per stream, from 1 without gaps; a stream is a reservation or an account.
 *
 * <p>{@code peak} is the highest usage ratio the reservation ever had: see {@link ResourceVector#usageRatio}. A store
 * keeps it, and knows nothing of what it means; whoever knows the thresholds can tell from the peak before and after an
 * entry which levels were entered with it, even where an extension has lowered the ratio in between.
 */
public sealed interface JournalEntry {

    /** The tenant whose books changed. */
    String tenant();

    /** What its stream belongs to: the reservation's id, or the account as {@code kind:name}. */
    String stream();

    /** Its number within its stream. */
    long sequence();

    /** When, on the store's clock: milliseconds since 1970-01-01 UTC. */
    long atMillis();

    /** An entry of a reservation's journal. */
    sealed interface OfReservation extends JournalEntry {

        /** The reservation. */
        ReservationHeader header();

        @Override
        default String tenant() {
            return header().id().tenant();
        }

        @Override
        default String stream() {
            return header().id().value();
        }
    }

    /**
     * A reservation was opened, by a reserve or, where its header names a parent, by a split: always number 1.
     *
     * @param request what was asked for, as it is {@linkplain ReserveCommand#kept kept}
     * @param expiresAtMillis when the lease runs out: milliseconds since 1970-01-01 UTC
     */
    record Opened(ReservationHeader header, ReserveCommand request, long expiresAtMillis) implements OfReservation {

        public Opened {
            request = request.kept();
        }

        @Override
        public long sequence() {
            return 1;
        }

        @Override
        public long atMillis() {
            return header.openedAtMillis();
        }
    }

    /**
     * Usage was reported.
     *
     * @param operationId the report's id
     * @param fingerprint of the caller's request, by which the same report is known again
     * @param report what was reported
     * @param stepId the step bound to the reservation, if any
     * @param held the envelope
     * @param used usage after the report
     * @param peakBefore the highest usage ratio before the report
     * @param peak the highest usage ratio after it
     * @param expiresAtMillis when the lease runs out from now on
     */
    record Tracked(
            ReservationHeader header,
            long sequence,
            long atMillis,
            OperationId operationId,
            long fingerprint,
            ResourceUsage report,
            @Nullable String stepId,
            ResourceVector held,
            ResourceVector used,
            double peakBefore,
            double peak,
            long expiresAtMillis)
            implements OfReservation {}

    /**
     * The envelope grew or shrank, or the lease grew.
     *
     * @param operationId the extension's id
     * @param fingerprint of the caller's request, by which the same extension is known again
     * @param asked what was asked for
     * @param added what is held in addition: all of it, or what there was between {@code asked.least()} and that
     * @param returned what was given back: {@code asked.less()}, as far as it was idle
     * @param leaseMillis the lease asked for; 0 when none was
     * @param held the envelope from now on
     * @param used usage so far
     * @param peak the highest usage ratio so far
     * @param expiresAtMillis when the lease runs out from now on
     */
    record Extended(
            ReservationHeader header,
            long sequence,
            long atMillis,
            OperationId operationId,
            long fingerprint,
            HoldChange asked,
            ResourceVector added,
            ResourceVector returned,
            long leaseMillis,
            ResourceVector held,
            ResourceVector used,
            double peak,
            long expiresAtMillis)
            implements OfReservation {}

    /**
     * A part of the envelope went to a child, or came back from it: with the split, with an extension of the child, or with its close.
     * The child's journal has an entry of the same step.
     *
     * @param childId the child, in the same tenant
     * @param given what went to the child
     * @param returned what came back
     * @param held the envelope from now on
     * @param used usage so far
     * @param peak the highest usage ratio so far
     * @param expiresAtMillis when the lease runs out, which is as it was
     */
    record Split(
            ReservationHeader header,
            long sequence,
            long atMillis,
            String childId,
            ResourceVector given,
            ResourceVector returned,
            ResourceVector held,
            ResourceVector used,
            double peak,
            long expiresAtMillis)
            implements OfReservation {

        /** The reservation of the part. */
        public ReservationId child() {
            return new ReservationId(tenant(), childId);
        }
    }

    /**
     * The reservation was closed, or, {@code late}, settled after it had expired. However it was closed, of each consumable
     * resource:
     *
     * <ul>
     *   <li>{@code charged + uncollected = used + overcharged}: what was used was charged, except for what could not be
     *       collected, or what expiry booked beyond it.
     *   <li>{@code charged + returned = held + beyondHold}: what was held was charged or returned. In time, {@code
     *       beyondHold = overrun − uncollected}.
     * </ul>
     *
     * @param kind how
     * @param operationId the settlement's or release's id
     * @param fingerprint of the caller's request, by which the same close is known again; 0 for expiry
     * @param report the final figures as reported; nothing for release and expiry
     * @param overrunPolicy the policy asked for; CHARGE for release and expiry
     * @param stepId the step bound to the reservation, if any
     * @param held the envelope
     * @param used the usage it was closed with
     * @param charged what was booked for this reservation in all, on each account of its path
     * @param bookedBefore what its expiry had booked, in {@code charged} as far as it was not given back; zero unless late
     * @param peak the highest usage ratio while it was tracked
     * @param late whether it had expired before; its hold had then been returned already
     */
    record Closed(
            ReservationHeader header,
            long sequence,
            long atMillis,
            CloseKind kind,
            OperationId operationId,
            long fingerprint,
            ResourceUsage report,
            OverrunPolicy overrunPolicy,
            @Nullable String stepId,
            ResourceVector held,
            ResourceVector used,
            ResourceVector charged,
            ResourceVector bookedBefore,
            double peak,
            boolean late)
            implements OfReservation {

        /** The part of the hold that was not charged. */
        public ResourceVector returned() {
            return held.excessOver(charged);
        }

        /** By how much usage exceeded the hold, of what is consumable. */
        public ResourceVector overrun() {
            return used.consumables().excessOver(held);
        }

        /** The part of the usage that was not charged: only under CAP, or at the largest amount an account can hold. */
        public ResourceVector uncollected() {
            return used.consumables().excessOver(charged);
        }

        /**
         * The part of the charge that the usage does not cover: expiry booked it. Of an expiry, it is what {@link
         * OnExpiry#BOOK_HELD} books beyond what was reported. Of a settlement, it is zero unless {@code late}, and then what
         * could not be given back: it stays charged, and an administrator's adjustment refunds it.
         */
        public ResourceVector overcharged() {
            return charged.excessOver(used.consumables());
        }

        /** The part of the charge that the hold did not cover. */
        public ResourceVector beyondHold() {
            return charged.excessOver(held);
        }
    }

    /**
     * Usage was booked without a hold: always number 1, and the only one.
     *
     * @param header opened when it was booked
     * @param fingerprint of the caller's request, by which the same charge is known again
     * @param overrunPolicy the policy asked for
     * @param attributes what the caller attached
     * @param used what was used
     * @param charged what was booked of it, on each account of the path
     */
    record Charged(
            ReservationHeader header,
            long fingerprint,
            OverrunPolicy overrunPolicy,
            Map<String, String> attributes,
            ResourceVector used,
            ResourceVector charged)
            implements OfReservation {

        @Override
        public long sequence() {
            return 1;
        }

        @Override
        public long atMillis() {
            return header.openedAtMillis();
        }

        /** The same as the close of a reservation that never held anything. */
        public Closed closing() {
            return new Closed(
                    header,
                    sequence(),
                    atMillis(),
                    CloseKind.CHARGED,
                    OperationId.CHARGE,
                    fingerprint,
                    ResourceUsage.ofConsumables(used),
                    overrunPolicy,
                    null,
                    ResourceVector.ZERO,
                    used,
                    charged,
                    ResourceVector.ZERO,
                    0,
                    false);
        }

        /** The same as a reservation that was closed when it was opened. */
        public ReservationSnapshot snapshot() {
            return new ReservationSnapshot(
                    header,
                    fingerprint,
                    ResourceVector.ZERO,
                    0,
                    OnExpiry.BOOK_TRACKED,
                    null,
                    attributes,
                    ResourceVector.ZERO,
                    used,
                    0,
                    atMillis(),
                    closing(),
                    sequence());
        }
    }

    /**
     * Another policy, which is tried beside the one in force, would have refused the reservation or its extension. No store has such an
     * entry: who tries the policy puts it into the journal that it hands on, before the entry of what would have been refused, whose number it
     * has. It says nothing of the books.
     *
     * @param code why: the name of a {@code Rejection.Code}
     * @param account which had too little under that policy; null where the reservation was too large
     * @param needed how much was needed of the resource
     * @param available how much there was; the largest reservation where that was exceeded
     */
    record WouldBeRefused(
            ReservationHeader header,
            long sequence,
            long atMillis,
            String code,
            @Nullable AccountId account,
            Resource resource,
            long needed,
            long available)
            implements OfReservation {}

    /**
     * How good the forecasts of a model's steps were, at one risk. No store has such an entry: who forecasts puts it into the journal that is handed on.
     * It says nothing of the books, and is of no reservation and no account.
     *
     * @param sequence when the interval began in which it is said: seconds since 1970-01-01 UTC
     * @param atMillis when it is said, on the clock of the process that reads the journal
     * @param figures of the model
     * @param statement one of those of the figures
     */
    record Calibrated(long sequence, long atMillis, ForecastFigures figures, ForecastFigures.Statement statement)
            implements JournalEntry {

        /** The tenant of those who name none: forecasts are learned from all tenants together. */
        @Override
        public String tenant() {
            return Checks.DEFAULT_TENANT;
        }

        /** The model, and the risk. */
        @Override
        public String stream() {
            return figures.model() + ':' + statement.risk();
        }
    }

    /** Why an account changed other than through a reservation. */
    enum AccountChange {
        /** Policy gave other limits than before, or the account's first. */
        TERMS,
        /** An override was set or removed. */
        LIMIT,
        /** Something was granted on top of the limit. */
        GRANT,
        /** What is spent was corrected. */
        ADJUSTMENT,
        /** A new period began: nothing is spent yet; what was left of the grants lives on. */
        PERIOD,
        /** The sums were damaged and have been set right; all differences are zero. */
        REPAIR,
        /** What was left of grants was taken back, or a part of it. */
        REVOCATION,
        /** It was frozen; all differences are zero. */
        FROZEN,
        /** It can be held on again; all differences are zero. */
        UNFROZEN,
        /** Something was announced about it; all differences are zero. */
        ANNOUNCEMENT
    }

    /**
     * One resource of an account changed other than through a reservation. A change of several resources is several
     * entries.
     *
     * @param account the account
     * @param change why
     * @param resource which resource; {@code CREDITS} if the change is about none
     * @param limit its limit from now on, or {@code Limits.UNLIMITED}
     * @param allowanceDelta by how much limit plus grants changed; no limit counts as zero
     * @param spentDelta by how much what is spent changed
     * @param reason what the administrator gave, or why the store did it; of an announcement, what {@link Announcement#text} gave
     */
    record AccountChanged(
            AccountId account,
            long sequence,
            long atMillis,
            AccountChange change,
            Resource resource,
            long limit,
            long allowanceDelta,
            long spentDelta,
            String reason)
            implements JournalEntry {

        @Override
        public String tenant() {
            return account.tenant();
        }

        @Override
        public String stream() {
            return account.toString();
        }
    }
}
