package io.stipend.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a reservation or an account, or what is known of forecasts. Events are immutable and thread safe.
 *
 * <p>But for {@link ForecastCalibration}, an event is derived from one journal entry of the store, and the same entry always gives the same events. {@link
 * #id()} is built from (tenant, stream, sequence, kind), so a consumer that has seen an id before may drop the event.
 *
 * <p>Every event carries differences. So the credits of every account can be rebuilt from the events alone, in any
 * order: see {@link CreditFold}.
 *
 * <p>Amounts of credits are in units of 0.00000001 credits, between −2^53 and 2^53.
 */
public sealed interface ResourceEvent {

    /** The attribute that keeps the {@code traceparent} of the request that a reservation or a charge was made by, where it had one. */
    String TRACE_PARENT_ATTRIBUTE = "stipend.traceparent";

    /** Which kind of event this is. */
    EventType type();

    /** The tenant whose books changed. */
    String tenant();

    /**
     * The stream to which the sequence belongs: the reservation id or, for {@link OfAccount}, the account as
     * {@code kind:name}; of {@link ForecastCalibration}, the model and the risk. Events of one stream are published in the order of their sequence.
     */
    String stream();

    /**
     * The number of the journal entry within its stream, from 1 without gaps. Two events of one entry (usage that
     * passes both levels at once) share it. If the events of an entry are switched off, no event has its number.
     */
    long sequence();

    /** When it happened: milliseconds since 1970-01-01 UTC on the store's clock. */
    long timestampMillis();

    /** The {@code traceparent} of W3C Trace Context, for whoever goes on with the trace in which it happened; empty where none is known. */
    default Optional<String> traceParent() {
        return Optional.empty();
    }

    /** When it happened, on the store's clock. */
    default Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis());
    }

    /**
     * The event's id, the same however often the event is published. No two events share an id, because {@code /} and
     * {@code %} inside a part are percent-encoded.
     */
    default String id() {
        return EventIds.join(tenant(), EventIds.family(this), stream(), sequence(), type().wireName());
    }

    /** Events of a reservation, as opposed to those of an account. */
    sealed interface OfReservation extends ResourceEvent {

        /** The reservation's id within its tenant. */
        String reservationId();

        @Override
        default String stream() {
            return reservationId();
        }
    }

    /** Events of an account, as opposed to those of a reservation. */
    sealed interface OfAccount extends ResourceEvent {

        /** The account, as {@code kind:name}; {@code tenant:NAME} is the tenant as a whole. */
        String account();

        @Override
        default String stream() {
            return account();
        }
    }

    /** Events of a reservation that move credits, by the same amount on every account of its path. */
    sealed interface MovesCredits extends OfReservation {

        /** The accounts whose credits this event moves, each as {@code kind:name}, in the order of the path. */
        List<String> accounts();

        /** By how much the credits held on each account changed. */
        long reservedDeltaUnits();

        /** By how much the credits spent on each account changed. */
        long spentDeltaUnits();
    }

    /**
     * A reservation was opened.
     *
     * @param userId the user it runs for, if any
     * @param swarmId the swarm it runs in, if any
     * @param parentId the reservation that it was split from, if it was; that one then has a {@link Split} of the same moment
     * @param stepId the step it belongs to, if that was known when it was opened
     * @param creditUnits the credits held
     * @param timeLimitMillis the compute time held, if any
     * @param expiresAtMillis when the lease runs out, unless it is renewed: milliseconds since 1970-01-01 UTC
     * @param attributes what the caller attached to the request
     */
    record Reserved(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            @Nullable String swarmId,
            @Nullable String parentId,
            @Nullable String stepId,
            List<String> accounts,
            long creditUnits,
            @Nullable Long timeLimitMillis,
            long expiresAtMillis,
            Map<String, String> attributes)
            implements MovesCredits {

        @Override
        public Optional<String> traceParent() {
            return Optional.ofNullable(attributes.get(TRACE_PARENT_ATTRIBUTE));
        }

        @Override
        public EventType type() {
            return EventType.RESERVED;
        }

        @Override
        public long reservedDeltaUnits() {
            return creditUnits;
        }

        @Override
        public long spentDeltaUnits() {
            return 0;
        }
    }

    /**
     * Usage was reported on an open reservation.
     *
     * @param stepId the step that reported, if the reservation has one
     * @param usedUnits the credits used so far
     * @param usageRatio the largest used/reserved over the resources held
     */
    record Usage(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String stepId,
            long usedUnits,
            double usageRatio)
            implements OfReservation {

        @Override
        public EventType type() {
            return EventType.USAGE;
        }
    }

    /**
     * Usage entered the warning level. Published once per reservation.
     *
     * @param stepId the step that reported, if the reservation has one
     * @param usageRatio the largest used/reserved over the resources held
     */
    record Warning(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String stepId,
            double usageRatio)
            implements OfReservation {

        @Override
        public EventType type() {
            return EventType.WARNING;
        }
    }

    /**
     * Usage entered the critical level. Published once per reservation.
     *
     * @param stepId the step that reported, if the reservation has one
     * @param usageRatio the largest used/reserved over the resources held
     * @param resource the resource with this ratio, for example {@code CREDITS}
     * @param used how much of that resource was used, in the resource's own unit
     * @param reserved how much of that resource was reserved, in the resource's own unit
     */
    record Critical(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String stepId,
            double usageRatio,
            String resource,
            long used,
            long reserved)
            implements OfReservation {

        @Override
        public EventType type() {
            return EventType.CRITICAL;
        }
    }

    /**
     * The envelope of an open reservation was enlarged or, where some of it was idle, made smaller; or its lease was enlarged.
     *
     * @param addedUnits the credits added to the hold
     * @param returnedUnits the credits given back of the hold
     * @param creditUnits the credits held from now on
     * @param expiresAtMillis when the lease runs out from now on: milliseconds since 1970-01-01 UTC
     */
    record Extended(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            List<String> accounts,
            long addedUnits,
            long returnedUnits,
            long creditUnits,
            long expiresAtMillis)
            implements MovesCredits {

        @Override
        public EventType type() {
            return EventType.EXTENDED;
        }

        @Override
        public long reservedDeltaUnits() {
            return addedUnits - returnedUnits;
        }

        @Override
        public long spentDeltaUnits() {
            return 0;
        }
    }

    /**
     * A part of the envelope of an open reservation went to a child, or came back from it. The child has an event of the same moment: it
     * was opened, extended or closed. So on the accounts as many credits are held as before, as far as they moved between the two.
     *
     * @param childId the child's reservation id within the tenant
     * @param givenUnits the credits that went to the child
     * @param returnedUnits the credits that came back from it
     * @param creditUnits the credits held from now on
     */
    record Split(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            List<String> accounts,
            String childId,
            long givenUnits,
            long returnedUnits,
            long creditUnits)
            implements MovesCredits {

        @Override
        public EventType type() {
            return EventType.SPLIT;
        }

        @Override
        public long reservedDeltaUnits() {
            return returnedUnits - givenUnits;
        }

        @Override
        public long spentDeltaUnits() {
            return 0;
        }
    }

    /**
     * A reservation was settled with its final usage.
     *
     * @param userId the user it ran for, if any
     * @param durationMillis from reserve to settle, on the store's clock
     * @param costUnits the total credits charged for this reservation, on each account of its path
     * @param efficiency how well the envelope matched the usage, in [0, 1]
     * @param warnings how many levels usage had entered while it was tracked: 0, 1 or 2
     * @param late whether it had expired before; then {@code costUnits} includes what expiry booked, and
     *     {@code spentDeltaUnits} does not: it is below zero where some of it was given back
     */
    record Completed(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            List<String> accounts,
            long durationMillis,
            long costUnits,
            double efficiency,
            int warnings,
            boolean late,
            long reservedDeltaUnits,
            long spentDeltaUnits)
            implements MovesCredits {

        @Override
        public EventType type() {
            return EventType.COMPLETED;
        }
    }

    /**
     * A reservation was closed early, and what had been tracked was booked.
     *
     * @param userId the user it ran for, if any
     * @param durationMillis from reserve to release, on the store's clock
     * @param costUnits the credits charged for this reservation, on each account of its path
     */
    record Released(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            List<String> accounts,
            long durationMillis,
            long costUnits,
            long reservedDeltaUnits)
            implements MovesCredits {

        @Override
        public EventType type() {
            return EventType.RELEASED;
        }

        @Override
        public long spentDeltaUnits() {
            return costUnits;
        }
    }

    /**
     * Usage was booked without a hold.
     *
     * @param reservationId the charge's own id, which is one of reservations
     * @param userId the user it was charged to, if any
     * @param swarmId the swarm it was used in, if any
     * @param usedUnits the credits used
     * @param costUnits the credits charged of them, on each account of the path
     * @param attributes what the caller attached
     */
    record Charged(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            @Nullable String swarmId,
            List<String> accounts,
            long usedUnits,
            long costUnits,
            Map<String, String> attributes)
            implements MovesCredits {

        @Override
        public Optional<String> traceParent() {
            return Optional.ofNullable(attributes.get(TRACE_PARENT_ATTRIBUTE));
        }

        @Override
        public EventType type() {
            return EventType.CHARGED;
        }

        @Override
        public long reservedDeltaUnits() {
            return 0;
        }

        @Override
        public long spentDeltaUnits() {
            return costUnits;
        }
    }

    /**
     * The lease of a reservation ran out, and what had been tracked was booked or, where it was to be, all that was held.
     *
     * @param userId the user it ran for, if any
     * @param durationMillis from reserve to expiry, on the store's clock
     * @param costUnits the credits charged for this reservation so far, on each account of its path
     */
    record Expired(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            List<String> accounts,
            long durationMillis,
            long costUnits,
            long reservedDeltaUnits)
            implements MovesCredits {

        @Override
        public EventType type() {
            return EventType.EXPIRED;
        }

        @Override
        public long spentDeltaUnits() {
            return costUnits;
        }
    }

    /**
     * The allowance or the books of an account changed other than through a reservation.
     *
     * @param account the account, as {@code kind:name}; {@code tenant:NAME} is the tenant as a whole
     * @param change why: {@code TERMS} (policy), {@code LIMIT} (override), {@code GRANT}, {@code REVOCATION} (of what was
     *     left of grants), {@code ADJUSTMENT}, {@code PERIOD}, {@code REPAIR}, {@code FROZEN} or {@code UNFROZEN}
     * @param resource the resource that changed, for example {@code CREDITS}; also where the change is about none
     * @param limit the limit of that resource from now on, in the resource's own unit; absent when there is none
     * @param allowanceDelta by how much limit plus grants changed, in the resource's own unit; an absent limit counts
     *     as zero
     * @param spentDelta by how much the amount spent changed, in the resource's own unit
     * @param reason the reason that the administrator gave, or why the store made the change
     */
    record AccountChanged(
            String tenant,
            String account,
            long sequence,
            long timestampMillis,
            String change,
            String resource,
            @Nullable Long limit,
            long allowanceDelta,
            long spentDelta,
            String reason)
            implements OfAccount {

        @Override
        public EventType type() {
            return EventType.ACCOUNT_CHANGED;
        }
    }

    /**
     * The moment at which an account's credits will be used up has come to lie before the end of its period, or no longer does. It moves nothing.
     *
     * @param account the account, as {@code kind:name}
     * @param runsOut whether it does; if not, an earlier event said so
     * @param availableUnits what was available, in units of credits
     * @param expectedAtMillis when it is expected: milliseconds since 1970-01-01 UTC; absent if not within a year
     * @param earliestAtMillis the beginning of the interval in which it happens with a probability of {@code statedCoverage}
     * @param latestAtMillis the end of that interval
     * @param statedCoverage that probability
     * @param measuredCoverage the share of the account's earlier intervals that came true; absent before any was over
     * @param checks how many were over
     * @param periodEndsAtMillis when its limits start anew; absent if never
     */
    record AccountForecast(
            String tenant,
            String account,
            long sequence,
            long timestampMillis,
            boolean runsOut,
            long availableUnits,
            @Nullable Long expectedAtMillis,
            @Nullable Long earliestAtMillis,
            @Nullable Long latestAtMillis,
            double statedCoverage,
            @Nullable Double measuredCoverage,
            long checks,
            @Nullable Long periodEndsAtMillis)
            implements OfAccount {

        @Override
        public EventType type() {
            return EventType.ACCOUNT_FORECAST;
        }
    }

    /**
     * A policy that runs beside the one in force would have refused a reservation, or its extension. Nothing was refused, and nothing moved. It has the
     * sequence of what would have been refused, and comes before its event.
     *
     * @param userId the user it runs for, if any
     * @param shadow always true; what is refused in earnest has no events
     * @param code why: {@code ACCOUNT_EXHAUSTED} or {@code RESERVATION_TOO_LARGE}
     * @param account the account that had too little under that policy, as {@code kind:name}; absent where the reservation was too large
     * @param resource of which it had too little
     * @param needed how much was needed, in the resource's unit
     * @param available how much there was under that policy, below zero in debt; the largest reservation where that was exceeded
     */
    record Refused(
            String tenant,
            String reservationId,
            long sequence,
            long timestampMillis,
            @Nullable String userId,
            boolean shadow,
            String code,
            @Nullable String account,
            String resource,
            long needed,
            long available)
            implements OfReservation {

        @Override
        public EventType type() {
            return EventType.REFUSED;
        }
    }

    /**
     * A member of a pool waits below its minimum and was given nothing for half a minute; or it is served, or waits no more. It moves
     * nothing. Amounts are in the resource's unit.
     *
     * @param account the pool's account, as {@code kind:name}
     * @param starved whether it waits; if not, an earlier event said so
     * @param userId the member, where users are; else absent
     * @param swarmId the member, where swarms are; else absent
     * @param resource in which it was short, of several the first
     * @param inUse what it has in use of that resource
     * @param minimum what it is guaranteed of it
     * @param wanted what waits for it on all nodes
     * @param sinceMillis since when it was given nothing: milliseconds since 1970-01-01 UTC, on the clock of the node that told it
     */
    record PoolStarved(
            String tenant,
            String account,
            long sequence,
            long timestampMillis,
            boolean starved,
            @Nullable String userId,
            @Nullable String swarmId,
            String resource,
            long inUse,
            long minimum,
            long wanted,
            long sinceMillis)
            implements OfAccount {

        @Override
        public EventType type() {
            return EventType.POOL_STARVED;
        }
    }

    /**
     * How good the forecasts of a model's steps were, at one risk: what was stated, and what came true. It is of no reservation and no account, moves
     * nothing, and is told once in an interval, an hour unless another one is set, if anything was learned since. Counts are of all nodes and tenants that
     * share a store, and only grow as long as what was learned is kept: the difference of two events is what happened between them.
     *
     * @param tenant {@code default}, as forecasts are learned from all tenants together
     * @param sequence when the interval began in which it is told: seconds since 1970-01-01 UTC
     * @param timestampMillis when it was told, on the clock of the process that publishes
     * @param model absent for steps that name none, {@code (others)} for those of more models than are told apart
     * @param stated the share of steps that was stated to use more than had to fit, above 0 and below 1
     * @param measured the share that used more: {@code above / steps}
     * @param steps of how many steps it was stated, at least one
     * @param above how many of them used more
     * @param modelSteps steps of the model at whatever risk; what follows is of those
     * @param outputUsed the output tokens that they used
     * @param outputHeld the output tokens that they held in the end
     * @param extensions how often their holds were enlarged
     * @param refusedExtensions how often there was less than they were to be enlarged by
     */
    record ForecastCalibration(
            String tenant,
            long sequence,
            long timestampMillis,
            @Nullable String model,
            double stated,
            double measured,
            long steps,
            long above,
            long modelSteps,
            long outputUsed,
            long outputHeld,
            long extensions,
            long refusedExtensions)
            implements ResourceEvent {

        /** The model, a colon, and the risk. */
        @Override
        public String stream() {
            return (model == null ? "" : model) + ':' + stated;
        }

        @Override
        public EventType type() {
            return EventType.FORECAST_CALIBRATION;
        }
    }
}
