package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.pools.simulation.LeasingNode;
import io.stipend.pools.simulation.ReplicatedStore;
import io.stipend.pools.simulation.VirtualTime;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.internal.fixture.VerificationAssertions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Nodes with blocks over one memory store in virtual time, and one account of tokens that all reserve from. */
final class BlockFixture {

    static final AccountId ACCOUNT = AccountId.user("everybody");
    static final AccountPath PATH = AccountPath.of(List.of(ACCOUNT));

    /** Nobody reads its journal: there is room for all entries of a test, so that no writer gives way to a reader. */
    private static final MemoryConfig LOCAL =
            MemoryConfig.DEFAULT.withMaxClosed(100_000).withJournalCapacity(50_000_000);

    private final VirtualTime time = new VirtualTime();
    private final Random random = new Random(3);
    private Duration skew = Duration.ZERO;
    private final ReplicatedStore store = new ReplicatedStore(time, this::openStore);
    private AccountTerms terms;
    private Runnable atNextLocalReading;

    BlockFixture(long tokens) {
        this(tokens, LimitPeriod.NEVER);
    }

    BlockFixture(long tokens, LimitPeriod period) {
        terms = new AccountTerms(Limits.of(Map.of(Resource.TOKENS, tokens)), ResourceVector.ZERO, period);
    }

    private StoreAdapter openStore(InstantSource clock) {
        return MemoryStores.open(
                MemoryConfig.DEFAULT.withMaxClosed(1_000_000),
                () -> clock.instant().plus(skew));
    }

    VirtualTime time() {
        return time;
    }

    StoreAdapter store() {
        return store;
    }

    /** Sets the store's clock ahead, or back, beside everybody else's. */
    void skewStore(Duration ahead) {
        skew = ahead;
    }

    /** The store, which can be made to lose its last calls. */
    ReplicatedStore replicated() {
        return store;
    }

    Random random() {
        return random;
    }

    /** What callers say from now on that the account may use. */
    void terms(AccountTerms now) {
        terms = now;
    }

    LeasingNode node(String name) {
        return node(name, 1, LeasingNode.Network.RELIABLE);
    }

    LeasingNode node(String name, double rate, LeasingNode.Network network) {
        return node(BlockConfig.DEFAULT.withNode(name), rate, network);
    }

    LeasingNode node(BlockConfig config, double rate, LeasingNode.Network network) {
        return new LeasingNode(
                config, time, random, rate, store, network, clock -> MemoryStores.open(LOCAL, localClock(clock)));
    }

    /** A clock of local stores, at whose next reading something happens, if anything is to. */
    private InstantSource localClock(InstantSource clock) {
        return () -> {
            Runnable action = atNextLocalReading;
            atNextLocalReading = null;
            if (action != null) {
                action.run();
            }
            return clock.instant();
        };
    }

    /** Does something in the middle of what a local store does next. */
    void atNextLocalReading(Runnable action) {
        atNextLocalReading = action;
    }

    void pass(long millis) {
        time.pass(Duration.ofMillis(millis));
    }

    ReserveCommand command(long tokens) {
        return command(ReservationId.unique(ACCOUNT.tenant()), tokens);
    }

    ReserveCommand command(ReservationId id, long tokens) {
        return new ReserveCommand(
                id,
                PATH,
                List.of(terms),
                ResourceVector.of(Resource.TOKENS, tokens),
                Duration.ofMinutes(10).toMillis(),
                null,
                null,
                Map.of());
    }

    ReserveOutcome reserve(LeasingNode node, long tokens) {
        return node.store().creditStore().reserve(command(tokens));
    }

    /** Reserves what must be there. */
    ReservationId held(LeasingNode node, long tokens) {
        ReserveCommand command = command(tokens);
        assertThat(node.store().creditStore().reserve(command)).isInstanceOf(ReserveOutcome.Reserved.class);
        return command.id();
    }

    CloseOutcome settle(LeasingNode node, ReservationId id, long tokens) {
        return settle(node, id, tokens, OverrunPolicy.CHARGE);
    }

    CloseOutcome settle(LeasingNode node, ReservationId id, long tokens, OverrunPolicy policy) {
        return node.store().creditStore().settle(new SettleCommand(id, OperationId.SETTLE, used(tokens), policy));
    }

    static ResourceUsage used(long tokens) {
        return ResourceUsage.builder().tokens(tokens).build();
    }

    /** Reserves one token a hundred times a second, settled at once; says how many were had and settled. */
    long load(LeasingNode node, long millis) {
        return load(node, millis, 100);
    }

    /** The same at another rate. */
    long load(LeasingNode node, long millis, int perSecond) {
        long had = 0;
        long batch = Math.max(1, perSecond / 100);
        for (long passed = 0; passed < millis; passed += 10) {
            for (long i = 0; i < batch; i++) {
                ReserveCommand command = command(1);
                if (node.store().creditStore().reserve(command) instanceof ReserveOutcome.Reserved
                        && settle(node, command.id(), 1) instanceof CloseOutcome.Closed) {
                    had++;
                }
            }
            pass(10);
        }
        return had;
    }

    /** Grants more to the account. */
    void grant(long tokens) {
        var unused = store.accountAdministration()
                .apply(new AccountCommand.Grant(ACCOUNT, OperationId.unique(), Resource.TOKENS, tokens, "more"));
    }

    AccountView show() {
        return store.accountAdministration().show(ACCOUNT).orElseThrow();
    }

    long spent() {
        return store.accountAdministration()
                .show(ACCOUNT)
                .map(view -> view.spent().tokens())
                .orElse(0L);
    }

    long reserved() {
        return store.accountAdministration()
                .show(ACCOUNT)
                .map(view -> view.reserved().tokens())
                .orElse(0L);
    }

    /** Verification finds nothing wrong. */
    void verify() {
        List<?> findings = VerificationAssertions.findings(store, ACCOUNT.tenant());
        assertThat(findings).isEmpty();
    }
}
