package io.stipend.pools;

import static io.stipend.pools.BlockFixture.ACCOUNT;
import static io.stipend.pools.BlockFixture.PATH;
import static io.stipend.pools.BlockFixture.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.internal.EntryEvents;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.events.ResourceEvent;
import io.stipend.pools.simulation.LeasingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callers see of blocks, and what administrators do to accounts with blocks. */
class BlocksTest {

    private final BlockFixture fixture = new BlockFixture(1_000_000);

    /** A node whose block is there. */
    private LeasingNode serving() {
        LeasingNode node = fixture.node("a");
        fixture.load(node, 2_000);
        assertThat(node.figures().held()).isEqualTo(1);
        return node;
    }

    @Test
    void callsTheStoreForTheBlockAlone() {
        LeasingNode node = serving();
        long before = node.calls();

        assertThat(fixture.load(node, 5_000)).isEqualTo(500);

        assertThat(node.calls() - before).isLessThan(20);
        node.close();
        assertThat(fixture.spent()).isEqualTo(700);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    @Test
    void aRarelyUsedPathHasNoBlock() {
        LeasingNode node = fixture.node("a");

        for (int i = 0; i < 100; i++) {
            fixture.settle(node, fixture.held(node, 1), 1);
            fixture.pass(100);
        }

        assertThat(node.figures().formed()).isZero();
        assertThat(fixture.spent()).isEqualTo(100);
    }

    @Test
    void aBlockThatIsNotUsedAnyMoreIsGivenBack() {
        LeasingNode node = serving();

        fixture.pass(10_000);

        assertThat(node.figures().held()).isZero();
        assertThat(fixture.reserved()).isZero();
        assertThat(fixture.spent()).isEqualTo(200);
    }

    @Test
    void localReservationsShowTheirRealPathEverywhere() {
        LeasingNode node = serving();
        CreditStore store = node.store().creditStore();
        ReserveCommand command = fixture.command(10);

        ReserveOutcome.Reserved reserved = (ReserveOutcome.Reserved) store.reserve(command);
        assertThat(reserved.entry().header().path()).isEqualTo(PATH);
        assertThat(reserved.entry().request()).isEqualTo(command);
        assertThat(((ReserveOutcome.Reserved) store.reserve(command)).replayed())
                .isTrue();
        TrackOutcome.Added added =
                (TrackOutcome.Added) store.track(new TrackCommand(command.id(), OperationId.of("one"), used(4), true));
        assertThat(added.entry().header().path()).isEqualTo(PATH);
        assertThat(added.balances()).singleElement().satisfies(balance -> {
            assertThat(balance.account()).isEqualTo(ACCOUNT);
            assertThat(balance.available(Resource.TOKENS).orElseThrow()).isBetween(999_000L, 999_990L);
        });
        assertThat(store.find(command.id()).orElseThrow().header().path()).isEqualTo(PATH);
        CloseOutcome.Closed closed = (CloseOutcome.Closed) fixture.settle(node, command.id(), 5);
        assertThat(closed.entry().header().path()).isEqualTo(PATH);
        assertThat(closed.entry().charged().tokens()).isEqualTo(5);
        Refusal.AlreadyClosed again =
                (Refusal.AlreadyClosed) store.release(new ReleaseCommand(command.id(), OperationId.RELEASE));
        assertThat(again.closing().header().path()).isEqualTo(PATH);
        assertThat(fixture.store().creditStore().find(command.id())).isEmpty();
    }

    @Test
    void eventsAreOfCallersReservationsOnceAndOfNoBlock() {
        LeasingNode node = serving();
        fixture.load(node, 3_000);
        fixture.settle(node, fixture.held(node, 10), 7);
        node.close();

        EntryEvents events = new EntryEvents(ManagerConfig.DEFAULT, false);
        List<ResourceEvent> published = new ArrayList<>();
        LeasingNode reader = fixture.node("reader");
        drain(reader, events, published);

        assertThat(published)
                .noneMatch(event -> event instanceof ResourceEvent.Reserved reserved
                        && reserved.reservationId().startsWith(SharedPools.BLOCK_PREFIX));
        assertThat(fixture.spent()).isEqualTo(507);
    }

    @Test
    void theJournalOfANodeHasWhatItServedAndWhatIsInTheStore() {
        LeasingNode node = serving();
        ReservationId local = fixture.held(node, 10);
        ReservationId own = new ReservationId(ACCOUNT.tenant(), "my-own");
        node.store().creditStore().reserve(fixture.command(own, 1));
        EntryEvents events = new EntryEvents(ManagerConfig.DEFAULT, false);
        List<ResourceEvent> published = new ArrayList<>();

        drain(node, events, published);

        List<String> reserved = published.stream()
                .filter(ResourceEvent.Reserved.class::isInstance)
                .map(event -> ((ResourceEvent.Reserved) event).reservationId())
                .toList();
        assertThat(reserved)
                .contains(local.value(), own.value())
                .doesNotHaveDuplicates()
                .hasSize(202);
        assertThat(published.stream()
                        .filter(ResourceEvent.Reserved.class::isInstance)
                        .map(event -> ((ResourceEvent.Reserved) event).accounts()))
                .allMatch(List.of("user:everybody")::equals);
        assertThat(node.store().journal().backlog().entries()).isZero();
    }

    private static void drain(LeasingNode node, EntryEvents events, List<ResourceEvent> published) {
        List<JournalEntry> batch = node.store().journal().read(100);
        while (!batch.isEmpty()) {
            batch.forEach(entry -> events.emit(entry, published::add));
            node.store().journal().acknowledge(batch.size());
            batch = node.store().journal().read(100);
        }
    }

    @Test
    void whatMustBeKnownElsewhereGoesStraightToTheStore() {
        LeasingNode node = serving();
        CreditStore store = node.store().creditStore();
        ReserveCommand own = fixture.command(new ReservationId(ACCOUNT.tenant(), "own"), 1);
        ReserveCommand plain = fixture.command(1);
        ReserveCommand booksHeld = new ReserveCommand(
                plain.id(),
                plain.fingerprint(),
                plain.path(),
                plain.terms(),
                plain.envelope(),
                plain.leaseMillis(),
                OnExpiry.BOOK_HELD,
                null,
                null,
                Map.of());

        store.reserve(own);
        store.reserve(booksHeld);

        assertThat(fixture.store().creditStore().find(own.id())).isPresent();
        assertThat(fixture.store().creditStore().find(booksHeld.id())).isPresent();
        assertThat(fixture.settle(node, own.id(), 1)).isInstanceOf(CloseOutcome.Closed.class);
    }

    @Test
    void aCeilingDissolvesTheBlock() {
        LeasingNode node = serving();
        ReserveCommand plain = fixture.command(1);
        ReserveCommand underCeiling = new ReserveCommand(
                plain.id(),
                plain.fingerprint(),
                plain.path(),
                plain.terms(),
                List.of(Limits.of(Map.of(Resource.TOKENS, 999_999L))),
                plain.fit(),
                plain.envelope(),
                plain.leaseMillis(),
                plain.onExpiry(),
                null,
                null,
                Map.of());

        node.store().creditStore().reserve(underCeiling);
        fixture.pass(300);

        assertThat(node.figures().held()).isZero();
        assertThat(fixture.reserved()).isEqualTo(1);
    }

    @Test
    void noBlockWhereSlotsAreLimited() {
        fixture.terms(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, 1_000_000L, Resource.SLOTS, 5L))));
        LeasingNode node = fixture.node("a");

        fixture.load(node, 3_000);

        assertThat(node.figures().formed()).isZero();
    }

    @Test
    void anExtensionGrowsTheBlock() {
        LeasingNode node = serving();
        ReservationId id = fixture.held(node, 10);

        ExtendOutcome outcome = extend(node, id, HoldChange.more(ResourceVector.of(Resource.TOKENS, 500_000)));

        assertThat(((ExtendOutcome.Extended) outcome).entry().held().tokens()).isEqualTo(500_010);
        assertThat(((ExtendOutcome.Extended) outcome).entry().header().path()).isEqualTo(PATH);
        assertThat(fixture.reserved()).isGreaterThanOrEqualTo(500_010);
        Insufficient lack =
                (Insufficient) extend(node, id, HoldChange.more(ResourceVector.of(Resource.TOKENS, 800_000)));
        assertThat(lack.account()).isEqualTo(ACCOUNT);
        ExtendOutcome.Extended part = (ExtendOutcome.Extended) extend(
                node,
                id,
                HoldChange.more(ResourceVector.of(Resource.TOKENS, 800_000)).atLeast(ResourceVector.ZERO));
        assertThat(part.entry().held().tokens()).isBetween(999_000L, 999_800L);
        fixture.settle(node, id, 0);
        node.close();
        assertThat(fixture.spent()).isEqualTo(200);
        fixture.verify();
    }

    private static ExtendOutcome extend(LeasingNode node, ReservationId id, HoldChange change) {
        return node.store()
                .creditStore()
                .extend(new ExtendCommand(
                        id,
                        OperationId.unique(),
                        ExtendCommand.fingerprint(change, 0),
                        change,
                        0,
                        Limits.NONE,
                        PathPolicy.NONE,
                        true));
    }

    @Test
    void splitsAndTheirEndsStayHere() {
        LeasingNode node = serving();
        CreditStore store = node.store().creditStore();
        ReservationId parent = fixture.held(node, 10);
        ReservationId child = ReservationId.unique(ACCOUNT.tenant());

        SplitOutcome outcome =
                store.split(new SplitCommand(parent, child, ResourceVector.of(Resource.TOKENS, 4), 0, null, Map.of()));

        assertThat(((SplitOutcome.Split) outcome).entry().header().path()).isEqualTo(PATH);
        assertThat(store.children(parent)).singleElement().satisfies(each -> {
            assertThat(each.header().id()).isEqualTo(child);
            assertThat(each.header().path()).isEqualTo(PATH);
        });
        fixture.settle(node, child, 3);
        fixture.settle(node, parent, 2);
        node.close();
        assertThat(fixture.spent()).isEqualTo(205);
        assertThat(fixture.reserved()).isZero();
    }

    @Test
    void anOverrunIsChargedCappedOrRejectedAsOnTheAccountItself() {
        LeasingNode node = serving();
        ReservationId charged = fixture.held(node, 10);
        ReservationId capped = fixture.held(node, 10);
        ReservationId rejected = fixture.held(node, 10);

        assertThat(fixture.settle(node, rejected, 20, OverrunPolicy.REJECT))
                .isInstanceOf(Refusal.OverrunRejected.class);
        fixture.settle(node, rejected, 5);
        CloseOutcome.Closed all = (CloseOutcome.Closed) fixture.settle(node, charged, 600_000);
        assertThat(all.entry().charged().tokens()).isEqualTo(600_000);
        CloseOutcome.Closed some = (CloseOutcome.Closed) fixture.settle(node, capped, 600_000, OverrunPolicy.CAP);
        assertThat(some.entry().charged().tokens()).isEqualTo(1_000_000 - 200 - 600_000 - 5);
        node.close();
        assertThat(fixture.spent()).isEqualTo(1_000_000);
        fixture.verify();
    }

    @Test
    void anOverrunBeyondTheAccountIsADebtAndStopsTheBlock() {
        LeasingNode node = serving();

        fixture.settle(node, fixture.held(node, 10), 1_100_000);
        fixture.pass(1_500);

        assertThat(fixture.reserve(node, 1)).isInstanceOf(Insufficient.class);
        node.close();
        assertThat(fixture.spent()).isEqualTo(1_100_200);
        fixture.verify();
    }

    @Test
    void aStepIsFoundWhereItsReservationIs() {
        LeasingNode node = serving();
        CreditStore store = node.store().creditStore();
        StepId step = new StepId(ACCOUNT.tenant(), "step");
        ReservationId local = fixture.held(node, 10);
        store.bindStep(local, step);
        ReserveCommand own = withStep(fixture.command(new ReservationId(ACCOUNT.tenant(), "own"), 2), "step");

        assertThat(store.reserve(own)).isInstanceOf(Refusal.StepTaken.class);
        store.settle(new SettleCommand(step, OperationId.SETTLE, used(1), OverrunPolicy.CHARGE));
        assertThat(store.reserve(own)).isInstanceOf(ReserveOutcome.Reserved.class);

        assertThat(store.find(step).orElseThrow().header().id()).isEqualTo(own.id());
        ReserveCommand again = withStep(fixture.command(1), "other");
        store.reserve(again);
        assertThat(store.find(new StepId(ACCOUNT.tenant(), "other"))
                        .orElseThrow()
                        .header()
                        .id())
                .isEqualTo(again.id());
    }

    private static ReserveCommand withStep(ReserveCommand command, String step) {
        return new ReserveCommand(
                command.id(),
                command.path(),
                command.terms(),
                command.envelope(),
                command.leaseMillis(),
                null,
                step,
                Map.of());
    }

    @Test
    void aLeaseThatRunsOutHereIsBookedAsElsewhere() {
        LeasingNode node = serving();
        ReservationId id = fixture.held(node, 10);
        node.store().creditStore().track(new TrackCommand(id, OperationId.of("one"), used(4)));

        for (int minute = 0; minute < 11; minute++) {
            fixture.load(node, 1_000);
            fixture.pass(59_000);
        }
        node.store().upkeep().expireDue(100);

        assertThat(node.store().creditStore().find(id).orElseThrow().isOpen()).isFalse();
        node.close();
        assertThat(fixture.spent()).isEqualTo(200 + 11 * 100 + 4);
        fixture.verify();
    }

    // ---- administrators

    @Test
    void freezingIsNoticedAtTheNextExtensionAndUnfreezingAfterIt() {
        LeasingNode node = serving();
        fixture.store()
                .accountAdministration()
                .apply(new AccountCommand.Freeze(ACCOUNT, OperationId.of("freeze"), "root", "fraud"));

        fixture.load(node, 3_000);
        assertThat(fixture.reserve(node, 1)).isInstanceOf(Frozen.class);
        fixture.pass(500);
        assertThat(fixture.reserved()).isZero();

        fixture.store()
                .accountAdministration()
                .apply(new AccountCommand.Unfreeze(ACCOUNT, OperationId.of("unfreeze"), "root", "cleared"));
        assertThat(fixture.load(node, 4_000)).isEqualTo(400);
        assertThat(node.figures().held()).isEqualTo(1);
        fixture.verify();
    }

    @Test
    void aLimitOfZeroStopsTheBlockWithTheNextReport() {
        LeasingNode node = serving();
        setLimit(0);

        fixture.load(node, 1_500);

        assertThat(fixture.reserve(node, 1)).isInstanceOf(Insufficient.class);
        fixture.pass(500);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
        setLimit(2_000_000);
        assertThat(fixture.load(node, 4_000)).isEqualTo(400);
        assertThat(node.figures().held()).isEqualTo(1);
    }

    private void setLimit(long tokens) {
        fixture.store()
                .accountAdministration()
                .apply(new AccountCommand.SetLimit(ACCOUNT, OperationId.unique(), Resource.TOKENS, tokens, "test"));
    }

    @Test
    void anotherTierReachesTheStoreWithTheNextExtension() {
        LeasingNode node = serving();
        fixture.terms(AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, 5_000_000L))));

        fixture.load(node, 3_000);

        assertThat(fixture.show().allowance(Resource.TOKENS)).hasValue(5_000_000);
    }

    @Test
    void aReclaimedBlockIsBilledForWhatWasUsedOfIt() {
        LeasingNode node = serving();
        ReservationId open = fixture.held(node, 10);
        fixture.load(node, 950);
        BlockView block = BlockView.list(fixture.store().bookInspection(), ACCOUNT.tenant())
                .get(0);

        fixture.store().creditStore().release(new ReleaseCommand(block.id(), OperationId.of("reclaim")));
        fixture.pass(5_000);
        fixture.settle(node, open, 10);
        fixture.pass(5_000);

        assertThat(node.figures().lost()).isEqualTo(1);
        assertThat(fixture.spent()).isEqualTo(200 + 95 + 10);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    @Test
    void whatWasUsedOfAReclaimedBlockIsBilledBeforeTheNodeEnds() {
        LeasingNode node = serving();
        fixture.load(node, 950);
        BlockView block = BlockView.list(fixture.store().bookInspection(), ACCOUNT.tenant())
                .get(0);
        fixture.store().creditStore().release(new ReleaseCommand(block.id(), OperationId.of("reclaim")));
        for (int i = 0; i < 100 && node.figures().lost() == 0; i++) {
            fixture.pass(50);
        }
        assertThat(node.figures().lost()).isEqualTo(1);

        node.close();

        assertThat(fixture.spent()).isEqualTo(200 + 95);
        assertThat(fixture.reserved()).isZero();
        fixture.verify();
    }

    // ---- scarcity

    @Test
    void aHerdAtTheEndOfTheBudgetIsRefusedWithFewCallsAndServedSoonAfterAGrant() {
        BlockFixture scarce = new BlockFixture(5_000);
        LeasingNode node = scarce.node("a");
        scarce.load(node, 3_000, 10_000);
        assertThat(scarce.spent() + scarce.reserved()).isEqualTo(5_000);
        long before = node.calls();

        assertThat(scarce.load(node, 5_000, 10_000)).isZero();

        assertThat(node.calls() - before).isLessThanOrEqualTo(5 * 22);
        scarce.store()
                .accountAdministration()
                .apply(new AccountCommand.Grant(ACCOUNT, OperationId.of("grant"), Resource.TOKENS, 1_000, "more"));
        assertThat(scarce.load(node, 300, 10_000)).isEqualTo(1_000);
        node.close();
        assertThat(scarce.spent()).isEqualTo(6_000);
        scarce.verify();
    }

    @Test
    void aPathOfSeveralAccountsHasOneBlockOnAllOfThem() {
        LeasingNode node = serving();
        List<AccountId> accounts = List.of(ACCOUNT, AccountId.pool("gpus"));
        AccountTerms terms = AccountTerms.of(Limits.of(Map.of(Resource.TOKENS, 300L)));
        long had = 0;
        for (int i = 0; i < 1_000; i++) {
            ReserveCommand command = new ReserveCommand(
                    ReservationId.unique(ACCOUNT.tenant()),
                    AccountPath.of(accounts),
                    List.of(fixture.command(1).terms().get(0), terms),
                    ResourceVector.of(Resource.TOKENS, 1),
                    600_000,
                    null,
                    null,
                    Map.of());
            ReserveOutcome outcome = node.store().creditStore().reserve(command);
            if (outcome instanceof ReserveOutcome.Reserved) {
                had++;
                fixture.settle(node, command.id(), 1);
            } else {
                assertThat(((Insufficient) outcome).account()).isEqualTo(accounts.get(1));
            }
            fixture.pass(10);
        }

        assertThat(had).isEqualTo(300);
        node.close();
        assertThat(fixture.store()
                        .accountAdministration()
                        .show(accounts.get(1))
                        .orElseThrow()
                        .spent()
                        .tokens())
                .isEqualTo(300);
        fixture.verify();
    }
}
