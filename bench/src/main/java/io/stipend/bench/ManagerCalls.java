package io.stipend.bench;

import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.Stipend;
import io.stipend.core.TrackingReport;
import io.stipend.core.background.EventRelay;
import io.stipend.core.error.CreditStoreException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventPublisher;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The calls a service makes, through the manager, on any store.
 * Each account is a user with two limited resources, so large that nothing is ever refused.
 *
 * <p>Thread safe.
 */
final class ManagerCalls implements AutoCloseable {

    private static final AccountTerms TERMS =
            AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, Checks.MAX_AMOUNT, Resource.TOKENS, Checks.MAX_AMOUNT)));

    private static final LimitPolicy LIMITS = LimitPolicy.perKind(Map.of(AccountKind.USER, TERMS));

    /** What is at hand rarely changes from call to call, so callers share it. */
    private static final AvailableResources AVAILABLE = AvailableResources.credits("1000");

    /** So are the constraints of a kind of step. */
    private static final ExecutionConstraints CONSTRAINTS = ExecutionConstraints.builder()
            .maxCost(Credits.ofMicros(2_000))
            .maxTokens(1_500)
            .build();

    /** How long a caller waits before it tries again what a full journal refused. */
    private static final long FULL_PAUSE_NANOS = 100_000;

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
     * Starts on an opened store, which is closed together with this, with relay and sweeper running; every account exists
     * when it returns.
     */
    static ManagerCalls open(StoreAdapter store, int accounts, EventPublisher publisher) {
        Stipend stipend =
                Stipend.builder(store).limits(LIMITS).events(publisher).build();
        ManagerCalls calls = new ManagerCalls(store, stipend.manager(), stipend, accounts);
        for (int account = 0; account < accounts; account++) {
            calls.cycle(account);
        }
        return calls;
    }

    /**
     * The same without relay and sweeper: what is measured is the calls alone, and their journal entries stay where they
     * are. Accounts come to be with their first call.
     */
    static ManagerCalls alone(StoreAdapter store, int accounts) {
        ResourceManager manager =
                new ResourceManager(store.creditStore(), LIMITS, ManagerConfig.DEFAULT, Telemetry.none());
        return new ManagerCalls(store, manager, null, accounts);
    }

    /** Reserves for a user, and leaves it at that. */
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
        ResourceUsage usage = ResourceUsage.builder()
                .creditMicros(800)
                .tokens(600)
                .apiCalls(1)
                .build();
        while (true) {
            try {
                return manager.trackUsage(reservation, usage);
            } catch (CreditStoreException e) {
                waitForRoom(e);
            }
        }
    }

    /** Settles with 75 % of the envelope, so no level is reached. */
    SettlementReport settle(ReservationId reservation) {
        ResourceUsage usage = ResourceUsage.builder()
                .creditMicros(1_500)
                .tokens(1_100)
                .apiCalls(2)
                .computeMillis(900)
                .build();
        return manager.finalizeUsage(reservation, usage);
    }

    /** A reservation's whole life: reserve, one report, settle. */
    SettlementReport cycle(int account) {
        ReservationId reservation = reserve(account).reservationId();
        track(reservation);
        return settle(reservation);
    }

    /** The same without a report: reserve and settle. */
    SettlementReport shortCycle(int account) {
        return settle(reserve(account).reservationId());
    }

    /** Reservations open in the store. */
    long openReservations() {
        return manager.getMetrics().activeAllocations();
    }

    /** Credits booked by all settles so far. */
    Credits creditsUsed() {
        return manager.getMetrics().creditsUsed();
    }

    /** Journal entries that the relay has not dealt with yet. */
    long backlog() {
        return store.journal().backlog().entries();
    }

    /** Stops, and fails when the relay did: then what was measured is not what it claims to be. */
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
     * Callers that outrun the relay for long fill the journal, which then refuses them. They wait and try again, as a
     * service would: so a rate measured here is one that the relay keeps up with.
     */
    private static void waitForRoom(CreditStoreException refusal) {
        if (refusal.kind() != CreditStoreException.Kind.FULL) {
            throw refusal;
        }
        LockSupport.parkNanos(FULL_PAUSE_NANOS);
    }
}
