package io.stipend.core;

import io.micrometer.core.instrument.MeterRegistry;
import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Health;
import io.stipend.core.background.Sweeper;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import io.stipend.events.DeadLetterSink;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventPublishers;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stipend for those who embed it without a container: a manager over a store, with the relay and the sweeper running
 * beside it until it is closed.
 *
 * <pre>{@code
 * try (Stipend stipend = Stipend.builder(MemoryStores.open()).build()) {
 *     ResourceManager manager = stipend.manager();
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread safe.
 */
public final class Stipend implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Stipend.class);

    private final StoreAdapter store;
    private final EventPublisher publisher;
    private final ResourceManager manager;
    private final EventRelay relay;
    private final Sweeper sweeper;
    private final Health health;
    private final Telemetry telemetry;

    /**
     * Puts together what a container has made; {@link #start} it once. Those without a container use {@link #builder}.
     *
     * @param store the opened store whose roles the others use; closed together with this
     * @param publisher where the relay's events go; closed together with this
     */
    @Inject
    public Stipend(
            StoreAdapter store, EventPublisher publisher, ResourceManager manager, EventRelay relay, Sweeper sweeper) {
        this(store, publisher, manager, relay, sweeper, Health.Config.DEFAULT);
    }

    private Stipend(
            StoreAdapter store,
            EventPublisher publisher,
            ResourceManager manager,
            EventRelay relay,
            Sweeper sweeper,
            Health.Config healthConfig) {
        this.store = store;
        this.publisher = publisher;
        this.manager = manager;
        this.relay = relay;
        this.sweeper = sweeper;
        this.health = new Health(store, publisher, relay, sweeper, manager::isStopping, healthConfig);
        this.telemetry = manager.telemetry();
    }

    /**
     * Starts to embed Stipend.
     *
     * @param store the opened store; closed together with this
     */
    public static Builder builder(StoreAdapter store) {
        return new Builder(store);
    }

    /** Reserve, track, settle. */
    public ResourceManager manager() {
        return manager;
    }

    /** Show accounts, set limits, grant, adjust. */
    public AccountAdministration accounts() {
        return store.accountAdministration();
    }

    /** The books as they are stored: for lists, histories and verification, not for the hot path. */
    public BookInspection books() {
        return store.bookInspection();
    }

    /** Whether it lives, and is ready. */
    public Health health() {
        return health;
    }

    /** Starts the relay and the sweeper. Once only; the builder has done it. */
    public void start() {
        relay.start();
        sweeper.start();
    }

    /** What waits to be published. May block like the store. */
    public Journal.Backlog backlog() {
        return store.journal().backlog();
    }

    /** What the relay has published. */
    public EventRelay.Figures relayFigures() {
        return relay.figures();
    }

    /** What the sweeper has expired and forgotten. */
    public Sweeper.Figures sweeperFigures() {
        return sweeper.figures();
    }

    /**
     * Stops the sweeper, then the relay once it has published what waits or its drain timeout is over. The manager and the
     * accounts can still be used; nothing expires by itself, and nothing is published any more. Blocks until both have
     * stopped; again, it does nothing.
     */
    public void drain() {
        try (relay;
                sweeper) {
            log.debug("draining");
        }
    }

    /**
     * Stops, in this order: nothing new is reserved; the sweeper ends, then the relay, once it has published what waits or its
     * drain timeout is over; then the publisher is closed, and then the store; last, the meters leave their registry. Until
     * the store is closed, open reservations can be tracked, extended, settled and released. Those that are not stay open in
     * a store that outlives this process, where another settles them, or their lease runs out. Blocks until all have stopped;
     * again, it does nothing.
     */
    @Override
    public void close() {
        manager.stopAccepting();
        // Closed from the last to the first, each one also when another fails.
        try (telemetry;
                store;
                publisher;
                relay;
                sweeper) {
            log.debug("closing");
        }
    }

    /** Collects what differs from the defaults. Not thread safe. */
    public static final class Builder {

        private final StoreAdapter store;
        private LimitPolicy limits = LimitPolicy.DEFAULT;
        private @Nullable TierResolver tiers;
        private ManagerConfig config = ManagerConfig.DEFAULT;
        private PriceSource prices = PriceSource.none();
        private @Nullable BudgetForecaster forecaster;
        private double risk = BudgetRequest.Expected.DEFAULT_RISK;
        private @Nullable CostAdvisor advisor;
        private EventPublisher publisher = EventPublishers.none();
        private DeadLetterSink deadLetters = DeadLetterSink.log();
        private EventRelay.Config relayConfig = EventRelay.Config.DEFAULT;
        private Sweeper.Config sweeperConfig = Sweeper.Config.DEFAULT;
        private Health.Config healthConfig = Health.Config.DEFAULT;
        private Telemetry telemetry = Telemetry.none();

        private Builder(StoreAdapter store) {
            this.store = Checks.present(store, "store");
        }

        /** What each account may use; 10,000 credits for a user unless set. */
        public Builder limits(LimitPolicy policy) {
            limits = Checks.present(policy, "limit policy");
            return this;
        }

        /**
         * Which tier each user has, in place of what the limit policy says of users; swarms and pools keep it. A {@link
         * io.stipend.core.policy.TierTable} can be changed while it runs.
         */
        public Builder tiers(TierResolver resolver) {
            tiers = Checks.present(resolver, "tier resolver");
            return this;
        }

        /** How the manager judges. */
        public Builder config(ManagerConfig managerConfig) {
            config = Checks.present(managerConfig, "manager config");
            return this;
        }

        /**
         * What the calls of models cost that steps name instead of a cost ({@link ExecutionConstraints.Builder#modelCall}). Without
         * prices, such a step must name its cost.
         */
        public Builder prices(PriceSource source) {
            prices = Checks.present(source, "price source");
            return this;
        }

        /** The same at a risk of 1 %: see {@link #forecaster(BudgetForecaster, double)}. */
        public Builder forecaster(BudgetForecaster budgetForecaster) {
            return forecaster(budgetForecaster, BudgetRequest.Expected.DEFAULT_RISK);
        }

        /**
         * Says what steps will use that {@linkplain ExecutionConstraints.Builder#modelCall name their call}, of which the request
         * {@linkplain BudgetRequest.Builder#expect says what is known}, or that name neither tokens nor anything else to go by; and learns
         * from their settlements. Without one, they are held at the most that the call may use, or at estimates.
         *
         * @param shareAbove the share of steps that may use more than must be available, where the request does not say, above 0 and
         *     below 1
         */
        public Builder forecaster(BudgetForecaster budgetForecaster, double shareAbove) {
            forecaster = Checks.present(budgetForecaster, "forecaster");
            risk = BudgetRequest.Expected.checkedRisk(shareAbove);
            return this;
        }

        /** Who says what to do with steps that {@linkplain BudgetRequest.Builder#advise ask} for it; nobody unless set. */
        public Builder advisor(CostAdvisor costAdvisor) {
            advisor = Checks.present(costAdvisor, "advisor");
            return this;
        }

        /** Where events go; nowhere unless set. Closed together with Stipend. */
        public Builder events(EventPublisher eventPublisher) {
            publisher = Checks.present(eventPublisher, "event publisher");
            return this;
        }

        /** Where events go that can never be published; the log unless set. */
        public Builder deadLetters(DeadLetterSink sink) {
            deadLetters = Checks.present(sink, "dead letter sink");
            return this;
        }

        /** How the relay works. */
        public Builder relay(EventRelay.Config relay) {
            relayConfig = Checks.present(relay, "relay config");
            return this;
        }

        /** How the sweeper works. */
        public Builder sweeper(Sweeper.Config sweeper) {
            sweeperConfig = Checks.present(sweeper, "sweeper config");
            return this;
        }

        /** How its health is judged. */
        public Builder health(Health.Config health) {
            healthConfig = Checks.present(health, "health config");
            return this;
        }

        /** Where numbers go; nowhere unless set. For the only Stipend that reports there. */
        public Builder meters(MeterRegistry registry) {
            return telemetry(Telemetry.on(registry));
        }

        /**
         * Where numbers go; nowhere unless set.
         *
         * @param name tells this Stipend from others that report there: the value of the tag {@code stipend} of its meters
         */
        public Builder meters(MeterRegistry registry, String name) {
            return telemetry(Telemetry.on(registry, name));
        }

        /** Where numbers go; nowhere unless set. Of this Stipend alone, and closed together with it. */
        public Builder telemetry(Telemetry numbers) {
            telemetry = Checks.present(numbers, "telemetry");
            return this;
        }

        /** Starts the relay and the sweeper. */
        public Stipend build() {
            LimitPolicy policy = tiers == null ? limits : LimitPolicy.tiered(tiers, limits);
            Stipend stipend = new Stipend(
                    store,
                    publisher,
                    manager(policy),
                    new EventRelay(store.journal(), publisher, deadLetters, config, relayConfig, telemetry),
                    new Sweeper(store.upkeep(), sweeperConfig, telemetry),
                    healthConfig);
            stipend.start();
            return stipend;
        }

        private ResourceManager manager(LimitPolicy policy) {
            Forecasts forecasts = forecaster == null
                    ? null
                    : new Forecasts(
                            forecaster,
                            risk,
                            prices,
                            config.estimates().toVector(),
                            new ForecastMeters(forecaster, telemetry));
            return new ResourceManager(
                    store.creditStore(), store.upkeep(), policy, config, prices, telemetry, forecasts, advisor);
        }
    }
}
