package io.stipend.testkit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * One tenant with a random name in the store under test, and short words for what tests do in it. Amounts are plain
 * numbers in the resource's unit. Thread safe.
 */
final class StoreFixture {

    /** A lease that no test outlives unless it means to. */
    static final Duration LEASE = Duration.ofMinutes(10);

    private final StoreHarness harness;
    private final String tenant = "test-" + UUID.randomUUID();
    private final Set<String> reservations = new ConcurrentSkipListSet<>();

    StoreFixture(StoreHarness harness) {
        this.harness = harness;
    }

    StoreHarness harness() {
        return harness;
    }

    CreditStore store() {
        return harness.adapter().creditStore();
    }

    AccountAdministration accounts() {
        return harness.adapter().accountAdministration();
    }

    JournalReader journal() {
        return harness.journalReader();
    }

    String tenant() {
        return tenant;
    }

    AccountId user(String name) {
        return new AccountId(tenant, AccountKind.USER, name);
    }

    AccountId swarm(String name) {
        return new AccountId(tenant, AccountKind.SWARM, name);
    }

    AccountId pool(String name) {
        return new AccountId(tenant, AccountKind.POOL, name);
    }

    ReservationId id(String name) {
        return new ReservationId(tenant, name);
    }

    StepId step(String name) {
        return new StepId(tenant, name);
    }

    /** The ids of all reservations this scene tried to make. */
    Set<String> reservations() {
        return reservations;
    }

    static AccountTerms limit(long credits) {
        return AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, credits)));
    }

    static AccountTerms limit(Resource resource, long amount) {
        return AccountTerms.of(Limits.of(Map.of(resource, amount)));
    }

    static ResourceUsage credits(long micros) {
        return ResourceUsage.builder().creditMicros(micros).build();
    }

    static OperationId op(String id) {
        return OperationId.of(id);
    }

    // ---- verbs

    /** Starts a reserve; nothing happens before it is sent. */
    Reserve reserve(String id) {
        reservations.add(id);
        return new Reserve(this, id);
    }

    /** Opens a reservation of credits on one account with a limit of 100. */
    JournalEntry.Opened open(String id, AccountId account, long credits) {
        return reserve(id).on(account, limit(100)).credits(credits).opened();
    }

    TrackOutcome track(ReservationRef target, String operation, ResourceUsage usage) {
        return store().track(new TrackCommand(target, op(operation), usage));
    }

    /** Reports usage that must be taken. */
    JournalEntry.Tracked tracked(ReservationRef target, String operation, ResourceUsage usage) {
        return Outcomes.tracked(track(target, operation, usage));
    }

    ExtendOutcome extend(ReservationRef target, String operation, long credits) {
        ResourceVector additional = ResourceVector.of(Resource.CREDITS, credits);
        return store().extend(new ExtendCommand(target, op(operation), additional, 0));
    }

    CloseOutcome settle(ReservationRef target, ResourceUsage usage, OverrunPolicy policy) {
        return store().settle(new SettleCommand(target, OperationId.SETTLE, usage, policy));
    }

    CloseOutcome settle(ReservationRef target, long credits) {
        return settle(target, credits(credits), OverrunPolicy.CHARGE);
    }

    /** Settles what must be there to settle. */
    JournalEntry.Closed settled(ReservationRef target, long credits) {
        return Outcomes.closed(settle(target, credits));
    }

    CloseOutcome release(ReservationRef target) {
        return store().release(new ReleaseCommand(target, OperationId.RELEASE));
    }

    /** Expires what is due, of all tenants, until nothing is. */
    void expireAll() {
        while (store().expireDue(1000).more()) {
            // The next pass takes what this one left.
        }
    }

    // ---- looking

    /** The books of an account that must exist. */
    AccountView show(AccountId account) {
        return accounts().show(account).orElseThrow(() -> new AssertionError("no account " + account));
    }

    long available(AccountId account) {
        return show(account).available(Resource.CREDITS).orElseThrow();
    }

    long reserved(AccountId account) {
        return show(account).reserved().credits();
    }

    long spent(AccountId account) {
        return show(account).spent().credits();
    }

    /** A reservation that must be known. */
    ReservationSnapshot find(ReservationRef target) {
        return store().find(target).orElseThrow(() -> new AssertionError("no reservation " + target));
    }

    // ---- time

    void advance(Duration by) {
        harness.advance(by);
    }

    /** Moves the clock so that it stands at a moment, or as little behind it as the store's clock allows. */
    void advanceTo(long atMillis) {
        harness.advance(Duration.ofMillis(Math.max(0, atMillis - harness.nowMillis())));
    }

    /** Lets the lease of a reservation run out. */
    void outlive(ReservationRef target) {
        advanceTo(find(target).expiresAtMillis());
    }
}
