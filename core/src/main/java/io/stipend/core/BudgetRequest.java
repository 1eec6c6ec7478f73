package io.stipend.core;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything a reserve can be asked for, checked. Immutable; start with {@link #builder}. */
public final class BudgetRequest {

    /** The most attributes of one reservation. */
    public static final int MAX_ATTRIBUTES = 16;

    /** The longest value of an attribute, in bytes of UTF-8. */
    public static final int MAX_ATTRIBUTE_BYTES = 512;

    private final AvailableResources available;
    private final ExecutionConstraints constraints;
    private final String tenant;
    private final @Nullable String userId;
    private final @Nullable String swarmId;
    private final List<String> pools;
    private final @Nullable String stepId;
    private final long leaseMillis;
    private final @Nullable OnExpiry onExpiry;
    private final @Nullable String reservationId;
    private final Map<String, String> attributes;
    private final @Nullable String traceId;
    private final Limits hold;
    private final Map<String, Limits> ceilings;
    private final @Nullable Expected expected;
    private final boolean wantsAdvice;

    private BudgetRequest(Builder builder) {
        available = builder.available;
        constraints = builder.constraints;
        tenant = builder.tenant;
        userId = builder.userId;
        swarmId = builder.swarmId;
        pools = builder.pools;
        stepId = builder.stepId;
        leaseMillis = builder.leaseMillis;
        onExpiry = builder.onExpiry;
        reservationId = builder.reservationId;
        attributes = Map.copyOf(builder.attributes);
        traceId = builder.traceId;
        hold = builder.hold;
        ceilings = Map.copyOf(builder.ceilings);
        expected = builder.expected;
        wantsAdvice = builder.wantsAdvice;
    }

    /** Starts a request; refuses null with {@link InvalidRequestException}. */
    public static Builder builder(AvailableResources available, ExecutionConstraints constraints) {
        return new Builder(available, constraints);
    }

    /** What the step could have. */
    public AvailableResources available() {
        return available;
    }

    /** The most it may use, and what it needs. */
    public ExecutionConstraints constraints() {
        return constraints;
    }

    /** Where its accounts live. */
    public String tenant() {
        return tenant;
    }

    /** The user it runs for, if any. */
    public @Nullable String userId() {
        return userId;
    }

    /** The swarm it runs in, if any. */
    public @Nullable String swarmId() {
        return swarmId;
    }

    /** Pools to hold on besides. */
    public List<String> pools() {
        return pools;
    }

    /** The step to bind to it at once, if known. */
    public @Nullable String stepId() {
        return stepId;
    }

    /** How long the hold lives unless renewed; 0 for that of the user's tier, or the manager's. */
    public long leaseMillis() {
        return leaseMillis;
    }

    /** What to book when the lease runs out; null for what the user's tier says, or the manager. */
    public @Nullable OnExpiry onExpiry() {
        return onExpiry;
    }

    /** The caller's own id, which makes a second try safe; without one the manager makes one. */
    public @Nullable String reservationId() {
        return reservationId;
    }

    /** What else to keep with it, for strategies and for whoever reads the events. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** The trace in which it is asked, if the caller said; kept with it as the attribute {@code stipend.traceId}. */
    public @Nullable String traceId() {
        return traceId;
    }

    /** How much to hold of what must be available; of a resource without a limit here, all of it. */
    public Limits hold() {
        return hold;
    }

    /** Ceilings of accounts on the path, each account as {@code kind:name}. */
    public Map<String, Limits> ceilings() {
        return ceilings;
    }

    /** What is known of the step, if a forecast is to say what it holds. */
    public @Nullable Expected expected() {
        return expected;
    }

    /** Whether the answer is to say what to do with the step: see {@link Builder#advise}. */
    public boolean wantsAdvice() {
        return wantsAdvice;
    }

    /**
     * The {@link Fingerprint} of what is asked: all but the tenant and the reservation id, within which it is compared, what
     * the step could have, which is no wish but a circumstance, as is the trace, ceilings, which are policy, and whether advice is wanted.
     */
    long fingerprint() {
        Fingerprint print = new Fingerprint()
                .with(1, constraints.fingerprint())
                .with(2, userId)
                .with(3, swarmId);
        for (String pool : pools) {
            print.with(4, pool);
        }
        print.with(5, stepId);
        if (leaseMillis != 0) {
            print.with(6, leaseMillis);
        }
        print.withAll(7, attributes);
        print.with(8, onExpiry == null ? null : onExpiry.name());
        if (hold.limitAnything()) {
            print.with(9, hold.fingerprint());
        }
        if (expected != null) {
            print.with(10, expected.fingerprint());
        }
        return print.value();
    }

    /**
     * What is known of a step before it runs, for a forecast of what it will use. Immutable.
     *
     * @param features what is known; the tenant is that of the request
     * @param risk the share of steps that may use more than must be available, above 0 and below 1
     * @param streams whether its output is counted as it comes ({@code Execution.output}), so that it may hold less at first
     */
    public record Expected(BudgetForecaster.Features features, double risk, boolean streams) {

        /** The risk of those who name none: 1 %. */
        public static final double DEFAULT_RISK = 0.01;

        public Expected {
            Checks.present(features, "features");
            checkedRisk(risk);
        }

        /** The risk; refuses what is no share of steps. */
        static double checkedRisk(double risk) {
            if (!(risk > 0 && risk < 1)) {
                throw new InvalidRequestException(
                        "the risk of a forecast is " + risk + "; give a share above 0 and below 1");
            }
            return risk;
        }

        /** A step whose output is not counted as it comes. */
        public static Expected of(BudgetForecaster.Features features) {
            return new Expected(features, DEFAULT_RISK, false);
        }

        /** The same, streaming. */
        public Expected streaming() {
            return new Expected(features, risk, true);
        }

        /** The same at another risk. */
        public Expected atRisk(double other) {
            return new Expected(features, other, streams);
        }

        long fingerprint() {
            return new Fingerprint()
                    .with(1, features.model())
                    .with(2, features.key())
                    .with(3, features.inputTokens())
                    .with(4, features.previousOutput())
                    .with(5, features.limit())
                    .with(6, Double.doubleToLongBits(risk))
                    .with(7, streams ? 1 : 0)
                    .value();
        }
    }

    private static String checkedOwnId(String id) {
        String checked = ReservationId.of(id).value();
        if (checked.startsWith(SharedPools.BLOCK_PREFIX)) {
            throw new InvalidRequestException("reservation id " + Checks.shown(checked) + " begins with '"
                    + SharedPools.BLOCK_PREFIX + "', which is kept for the blocks of nodes; choose another");
        }
        return checked;
    }

    /**
     * A part of an open reservation's idle hold that is to become a reservation of its own, for a sub-agent: see {@link
     * ResourceManager#splitReservation}. Immutable.
     *
     * @param amounts how much of each resource moves. Slots and memory move only where this says so: a sub-agent runs in its parent's
     *     slot otherwise
     * @param reservationId the caller's own id of the new reservation, which makes a second try safe; null to have one made
     * @param stepId the step to bind to it, if any
     * @param leaseMillis how long its hold lives unless renewed; 0 for as long as the parent's
     * @param onExpiry what its expiry books; null for what the parent's does
     * @param attributes what else to keep with it; the parent's are not taken over
     */
    public record Part(
            ResourceVector amounts,
            @Nullable String reservationId,
            @Nullable String stepId,
            long leaseMillis,
            @Nullable OnExpiry onExpiry,
            Map<String, String> attributes) {

        /** Refuses ids that are none, and a lease out of bounds, with {@link InvalidRequestException}. */
        public Part {
            Checks.present(amounts, "amounts of the part");
            if (reservationId != null) {
                checkedOwnId(reservationId);
            }
            if (stepId != null) {
                Checks.id(stepId, "step id");
            }
            if (leaseMillis != 0) {
                ManagerConfig.leaseMillis(Duration.ofMillis(leaseMillis));
            }
            attributes = PayerBuilder.checked(attributes);
        }

        /** This much of each resource. */
        public static Part of(ResourceVector amounts) {
            return new Part(amounts, null, null, 0, null, Map.of());
        }

        /** This many credits. */
        public static Part credits(Credits amount) {
            return of(ResourceVector.of(
                    Resource.CREDITS, Checks.present(amount, "credits").units()));
        }

        /** The same with an id of the caller's own: the same split with the same id is a replay, and moves nothing more. */
        public Part reservationId(String id) {
            return new Part(amounts, id, stepId, leaseMillis, onExpiry, attributes);
        }

        /** The same with a step that is bound to the new reservation. */
        public Part step(String id) {
            return new Part(amounts, reservationId, id, leaseMillis, onExpiry, attributes);
        }

        /** The same with a lease of its own. */
        public Part lease(Duration lease) {
            return new Part(amounts, reservationId, stepId, ManagerConfig.leaseMillis(lease), onExpiry, attributes);
        }

        /** The same with a choice of its own of what its expiry books. */
        public Part onExpiry(OnExpiry choice) {
            return new Part(
                    amounts,
                    reservationId,
                    stepId,
                    leaseMillis,
                    Checks.present(choice, "what to book on expiry"),
                    attributes);
        }

        /** The same with one more attribute: see {@link Builder#attribute}. */
        public Part attribute(String key, String value) {
            return new Part(
                    amounts, reservationId, stepId, leaseMillis, onExpiry, PayerBuilder.with(attributes, key, value));
        }
    }

    /** Collects a request. Each method refuses a bad value with {@link InvalidRequestException}. Not thread safe. */
    public static final class Builder extends PayerBuilder<Builder> {

        private final AvailableResources available;
        private final ExecutionConstraints constraints;
        private @Nullable String stepId;
        private long leaseMillis;
        private @Nullable OnExpiry onExpiry;
        private @Nullable String reservationId;
        private Limits hold = Limits.NONE;
        private Map<String, Limits> ceilings = Map.of();
        private @Nullable Expected expected;
        private boolean wantsAdvice;

        private Builder(AvailableResources available, ExecutionConstraints constraints) {
            this.available = Checks.present(available, "available resources");
            this.constraints = Checks.present(constraints, "execution constraints");
        }

        @Override
        Builder self() {
            return this;
        }

        /** The step to bind to it. */
        public Builder step(String id) {
            stepId = Checks.id(id, "step id");
            return this;
        }

        /** How long the hold lives unless renewed. */
        public Builder lease(Duration lease) {
            leaseMillis = ManagerConfig.leaseMillis(lease);
            return this;
        }

        /**
         * What to book when the lease runs out before anybody closes the reservation. The user's tier says it, or the manager,
         * unless the request does: see {@link OnExpiry}.
         */
        public Builder onExpiry(OnExpiry choice) {
            onExpiry = Checks.present(choice, "what to book on expiry");
            return this;
        }

        /** The caller's own reservation id: the same request with the same id is a replay, and holds nothing more. */
        public Builder reservationId(String id) {
            reservationId = checkedOwnId(id);
            return this;
        }

        /**
         * How much to hold of a resource, where less is enough than must be available. The constraints, with what is estimated,
         * say what must be available: on every account, at hand, and within the largest reservation of the user's tier. A
         * resource that is not named here is held whole.
         *
         * <p>So a step can be admitted for what it may use at most, hold what it mostly uses, and extend when it uses more. Holding
         * more than must be available is refused when the request is made.
         *
         * @param amount in the resource's unit
         */
        public Builder hold(Resource resource, long amount) {
            hold = hold.with(Checks.present(resource, "resource"), amount);
            return this;
        }

        /**
         * Up to what an account of the path may be in use with this reserve, reserved and spent together, for this call only. Limits
         * are what an account has; a ceiling is what this caller may take of it right now. It is compared in the same step, not
         * kept, and no part of what tells a second try from another request. Another ceiling of the same account replaces it.
         *
         * @param kind whose account
         * @param name the user, the swarm or the pool. A ceiling of an account that is not on the path is refused when the request
         *     is made; a swarm's is on it only if its terms limit anything
         * @param ceiling how much of each resource; one without a limit here has no ceiling
         */
        public Builder ceiling(AccountId.Kind kind, String name, Limits ceiling) {
            String account = new AccountId(Checks.DEFAULT_TENANT, kind, name).toString();
            Map<String, Limits> more = new LinkedHashMap<>(ceilings);
            more.put(account, Checks.present(ceiling, "ceiling"));
            ceilings = more;
            return this;
        }

        /**
         * What is known of the step, so that a forecast says what must be available and what is held of tokens, and of credits if its
         * model has a price. The constraints are then the most that it may be. Without a forecaster, the estimates are held.
         */
        public Builder expect(Expected step) {
            expected = Checks.present(step, "expected step");
            return this;
        }

        /**
         * Asks what to do with the step while budget is scarce: {@link ReserveResult#advice}, by the strategy of the user's tier. It is
         * for the caller to follow, and changes nothing of what is reserved. It costs a look at the first account of the path that has a
         * limit of credits and a period, before the reserve. The step must name its model, by its call or by what is expected of it.
         */
        public Builder advise() {
            wantsAdvice = true;
            return this;
        }

        /** Builds the request. */
        public BudgetRequest build() {
            return new BudgetRequest(this);
        }
    }

    /**
     * Usage to be booked without a budget: a bill that comes later, a tool with a fixed price. Immutable; start with {@link
     * #builder}.
     *
     * @param usage what was used, of consumable resources only
     * @param overrunPolicy what to do where an account has less; null for what the manager does
     * @param tenant where its accounts live
     * @param userId the user it is charged to, if any
     * @param swarmId the swarm it was used in, if any
     * @param pools pools to charge besides
     * @param chargeId the caller's own id, which makes a second try safe; without one the manager makes one
     * @param attributes what else to keep with it, for whoever reads the events
     * @param traceId the trace in which it is made: see {@link Builder#traceId}
     */
    public record Charge(
            ResourceUsage usage,
            @Nullable OverrunPolicy overrunPolicy,
            String tenant,
            @Nullable String userId,
            @Nullable String swarmId,
            List<String> pools,
            @Nullable String chargeId,
            Map<String, String> attributes,
            @Nullable String traceId) {

        /** What became of a charge. */
        public sealed interface Result {

            /**
             * It is booked.
             *
             * @param report what was charged of what was used: under CAP, {@code uncollected} is the rest
             */
            record Booked(SettlementReport report) implements Result {}

            /**
             * Nothing is booked: the policy is REJECT, and an account has too little.
             *
             * @param rejection which account, of what, and how much there is
             */
            record Rejected(Rejection rejection) implements Result {}
        }

        /** Refuses what the builder refuses. */
        public Charge {
            Checks.present(usage, "usage");
            for (Resource resource : Resource.values()) {
                if (usage.reports(resource) && !resource.isConsumable()) {
                    throw new InvalidRequestException(resource + " is occupied, and comes back: it cannot be charged;"
                            + " reserve it for the time in which it is used");
                }
            }
            Checks.id(tenant, "tenant");
            if (userId != null) {
                Checks.id(userId, "user id");
            }
            if (swarmId != null) {
                Checks.id(swarmId, "swarm id");
            }
            if (chargeId != null) {
                ReservationId.of(chargeId);
            }
            if (traceId != null) {
                Checks.id(traceId, "trace id");
            }
            pools = PayerBuilder.checkedPools(Checks.present(pools, "pools"));
            attributes = PayerBuilder.checked(attributes);
        }

        /** Starts a charge to nobody, in the tenant {@code default}. */
        public static Builder builder(ResourceUsage usage) {
            return new Builder(Checks.present(usage, "usage"));
        }

        /** The {@link Fingerprint} of what is asked: all but the trace, and the tenant and the id, within which it is compared. */
        long fingerprint() {
            Fingerprint print = new Fingerprint()
                    .with(1, usage.fingerprint())
                    .with(2, overrunPolicy == null ? null : overrunPolicy.name())
                    .with(3, userId)
                    .with(4, swarmId);
            for (String pool : pools) {
                print.with(5, pool);
            }
            return print.withAll(6, attributes).value();
        }

        /** Collects a charge. Each method refuses a bad value with {@link InvalidRequestException}. Not thread safe. */
        public static final class Builder extends PayerBuilder<Builder> {

            private final ResourceUsage usage;
            private @Nullable OverrunPolicy overrunPolicy;
            private @Nullable String chargeId;

            private Builder(ResourceUsage usage) {
                this.usage = usage;
            }

            @Override
            Builder self() {
                return this;
            }

            /** What to do where an account has less: book all, up to what is available, or nothing. */
            public Builder overrun(OverrunPolicy policy) {
                overrunPolicy = Checks.present(policy, "overrun policy");
                return this;
            }

            /**
             * The caller's own id: the same charge with the same id is a replay, and books nothing more. Charges and reservations
             * share their ids.
             */
            public Builder id(String id) {
                chargeId = ReservationId.of(id).value();
                return this;
            }

            /** Builds the charge. */
            public Charge build() {
                return new Charge(usage, overrunPolicy, tenant, userId, swarmId, pools, chargeId, attributes, traceId);
            }
        }
    }
}
