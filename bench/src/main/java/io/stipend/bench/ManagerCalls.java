package io.stipend.bench;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.Stipend;
import io.stipend.core.TrackingReport;
import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import io.stipend.events.EventPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a service makes, through the manager, on any store. Each account is a user whose two limited resources
 * are so large that nothing is ever refused.
 *
 * <p>Thread safe.
 */
final class ManagerCalls implements AutoCloseable {

    private static final AccountTerms TERMS =
            AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, Checks.MAX_AMOUNT, Resource.TOKENS, Checks.MAX_AMOUNT)));

    private static final LimitPolicy LIMITS = LimitPolicy.perKind(Map.of(AccountId.Kind.USER, TERMS));

    /** What is available rarely changes from call to call, so callers share one object. */
    private static final AvailableResources AVAILABLE = AvailableResources.credits("1000");

    /** The same holds for the constraints of one kind of step. */
    private static final ExecutionConstraints CONSTRAINTS = ExecutionConstraints.builder()
            .maxCost(Credits.ofUnits(2_000))
            .maxTokens(1_500)
            .build();

    /** So little that a hundred of these stay below the first level. */
    private static final ResourceUsage LITTLE =
            ResourceUsage.builder().creditUnits(10).tokens(8).build();

    private static final Extension LITTLE_MORE =
            Extension.of(ResourceVector.of(Resource.CREDITS, 10).plus(ResourceVector.of(Resource.TOKENS, 8)));

    /** How long a caller waits before it retries a call that a full journal refused. */
    private static final long FULL_PAUSE_NANOS = 100_000;

    /** How many callers make the accounts. */
    private static final int OPENERS = 64;

    private final StoreAdapter store;
    private final ResourceManager manager;
    private final @Nullable Stipend stipend;
    private final String[] users;

    private ManagerCalls(StoreAdapter store, ResourceManager manager, @Nullable Stipend stipend, int accounts) {
        this.store = store;
        this.manager = manager;
        this.stipend = stipend;
        this.users = new String[accounts];
        for (int i = 0; i < accounts; i++) {
            users[i] = "user-" + i;
        }
    }

    /**
     * Starts on an open store, with relay and sweeper running. Every account exists when it returns. Closing it closes
     * the store.
     */
    static ManagerCalls open(StoreAdapter store, int accounts, EventPublisher publisher) {
        Stipend stipend =
                Stipend.builder(store).limits(LIMITS).events(publisher).build();
        ManagerCalls calls = new ManagerCalls(store, stipend.manager(), stipend, accounts);
        calls.cycleThroughAll();
        return calls;
    }

    /** A cycle on each account, by enough callers that a store far away takes them together. */
    private void cycleThroughAll() {
        List<CompletableFuture<Void>> cycles = new ArrayList<>();
        ExecutorService openers = Executors.newFixedThreadPool(OPENERS);
        for (int i = 0; i < users.length; i++) {
            int account = i;
            cycles.add(CompletableFuture.runAsync(() -> cycle(account), openers));
        }
        openers.shutdown();
        // Throws what any of them threw: accounts that were not made would be made while they are measured.
        CompletableFuture.allOf(cycles.toArray(CompletableFuture[]::new)).join();
    }

    /**
     * The same without relay and sweeper, to measure the calls alone. Their journal entries stay in the store. Accounts
     * are created by their first call.
     */
    static ManagerCalls alone(StoreAdapter store, int accounts) {
        ResourceManager manager = new ResourceManager(
                store.creditStore(), store.upkeep(), LIMITS, ManagerConfig.DEFAULT, Telemetry.none());
        return new ManagerCalls(store, manager, null, accounts);
    }

    /** Reserves for a user and leaves the reservation open. */
    ReserveResult.Approved reserve(int account) {
        String user = users[account];
        while (true) {
            try {
                return manager.reserveBudget(AVAILABLE, CONSTRAINTS, user, null).orElseThrow();
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Reports interim usage: 40 % of the envelope. */
    TrackingReport track(ReservationId reservation) {
        ResourceUsage usage =
                ResourceUsage.builder().creditUnits(800).tokens(600).apiCalls(1).build();
        while (true) {
            try {
                return manager.trackUsage(reservation, usage);
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Settles with 75 % of the envelope, so usage enters no level. */
    SettlementReport settle(ReservationId reservation) {
        ResourceUsage usage = ResourceUsage.builder()
                .creditUnits(1_500)
                .tokens(1_100)
                .apiCalls(2)
                .computeMillis(900)
                .build();
        return manager.finalizeUsage(reservation, usage);
    }

    private static final BudgetRequest.Part LITTLE_PART =
            BudgetRequest.Part.of(ResourceVector.of(Resource.CREDITS, 10).plus(ResourceVector.of(Resource.TOKENS, 8)));

    /** Reports a little, as often as streamed output asks for it. */
    TrackingReport report(ReservationId reservation) {
        while (true) {
            try {
                return manager.trackUsage(reservation, LITTLE);
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Makes a little of what is idle a reservation of its own. */
    ReserveResult split(ReservationId reservation) {
        while (true) {
            try {
                return manager.splitReservation(reservation, LITTLE_PART).child();
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Holds a little more. */
    Extension.Result extend(ReservationId reservation) {
        while (true) {
            try {
                return manager.extendReservation(reservation, LITTLE_MORE);
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Books usage without a hold. */
    BudgetRequest.Charge.Result charge(int account) {
        BudgetRequest.Charge charge =
                BudgetRequest.Charge.builder(LITTLE).user(users[account]).build();
        while (true) {
            try {
                return manager.charge(charge);
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** A reservation's whole life: reserve, one report, settle. */
    SettlementReport cycle(int account) {
        ReservationId reservation = reserve(account).reservationId();
        track(reservation);
        return settle(reservation);
    }

    /** A cycle without the report: reserve and settle. */
    SettlementReport shortCycle(int account) {
        return settle(reserve(account).reservationId());
    }

    /** How many reservations are open in the store. */
    long openReservations() {
        return manager.getMetrics().activeAllocations();
    }

    /** Credits booked by all settles so far. */
    Credits creditsUsed() {
        return manager.getMetrics().creditsUsed();
    }

    /** How many journal entries the relay has not processed yet. */
    long backlog() {
        return store.journal().backlog().entries();
    }

    /** Stops, and throws if the relay has failed, because then the measurement is not valid. */
    @Override
    public void close() {
        if (stipend == null) {
            store.close();
            return;
        }
        stipend.close();
        EventRelay.Figures relay = stipend.relayFigures();
        if (relay.failures() > 0 || relay.deadLetters() > 0) {
            throw new IllegalStateException("the relay failed while it was measured: " + relay);
        }
    }

    /**
     * Callers that are faster than the relay fill the journal, which then refuses them. They wait and try again, as a
     * service would. So the relay keeps up with every rate measured here.
     */
    private static void waitForRoom(CreditStoreException refusal) {
        if (refusal.kind() != CreditStoreException.Kind.FULL) {
            throw refusal;
        }
        LockSupport.parkNanos(FULL_PAUSE_NANOS);
    }
}
