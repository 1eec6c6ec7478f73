package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the manager makes of a user's tier, and what it asks the store for. */
final class ManagerTiersTest {

    private static final AvailableResources PLENTY = AvailableResources.credits("100");
    private static final AccountTerms TERMS = AccountTerms.credits(Credits.of(7));
    private static final AccountTerms SWARMS = AccountTerms.credits(Credits.of(50));
    private static final Limits TEN = Limits.credits(Credits.of(10));
    private static final LimitPolicy OTHERS = LimitPolicy.perKind(Map.of(AccountId.Kind.SWARM, SWARMS));
    private static final Tier TIER = Tier.builder("t")
            .terms(TERMS)
            .window("daily", TEN, LimitPeriod.daily(ZoneOffset.UTC))
            .largest(Limits.credits(Credits.of(1)))
            .lease(Duration.ofSeconds(9))
            .build();

    private final ScriptedStore store = new ScriptedStore();

    private ResourceManager manager(TierResolver tiers) {
        return manager(tiers, ManagerConfig.DEFAULT);
    }

    private ResourceManager manager(TierResolver tiers, ManagerConfig config) {
        store.onReserve = command -> new ReserveOutcome.Reserved(
                new JournalEntry.Opened(
                        new ReservationHeader(command.id(), command.path(), command.swarmId(), 1000), command, 6000),
                false);
        return new ResourceManager(store, store, LimitPolicy.tiered(tiers, OTHERS), config, Telemetry.none());
    }

    private static BudgetRequest.Builder request(String credits) {
        return BudgetRequest.builder(
                        PLENTY, ExecutionConstraints.builder().maxCost(credits).build())
                .user("ann");
    }

    private ReserveCommand command(int index) {
        return (ReserveCommand) store.commands.get(index);
    }

    @Test
    void theUsersWindowsFollowTheUserOnThePath() {
        ResourceManager manager = manager(TierResolver.always(TIER));

        manager.reserveBudget(request("1").build());
        manager.reserveBudget(request("1").swarm("hive").pools("night").build());

        assertThat(command(0).path().texts()).containsExactly("user:ann", "pool:window:daily:ann");
        assertThat(command(0).terms()).isSameAs(TIER.allTerms());
        assertThat(command(1).path().texts())
                .containsExactly("user:ann", "pool:window:daily:ann", "swarm:hive", "pool:night");
        assertThat(command(1).terms()).containsExactly(TERMS, TIER.allTerms().get(1), SWARMS, AccountTerms.UNLIMITED);
    }

    @Test
    void aBusyUsersPathIsMadeAnewWhenItsWindowsChange() {
        Tier[] now = {TIER};
        ResourceManager manager = manager((tenant, user) -> now[0]);

        manager.reserveBudget(request("1").build());
        manager.reserveBudget(request("1").build());
        now[0] = Tier.builder("plain").terms(TERMS).build();
        manager.reserveBudget(request("1").build());

        assertThat(command(1).path()).isSameAs(command(0).path());
        assertThat(command(2).path().texts()).containsExactly("user:ann");
    }

    @Test
    void theRequestsLeaseWinsThenTheTiersThenTheManagers() {
        manager(TierResolver.always(TIER))
                .reserveBudget(request("1").lease(Duration.ofSeconds(2)).build());
        manager(TierResolver.always(TIER)).reserveBudget(request("1").build());
        manager(TierResolver.always(Tier.builder("plain").build()))
                .reserveBudget(request("1").build());

        assertThat(store.commands)
                .extracting(any -> ((ReserveCommand) any).leaseMillis())
                .containsExactly(2_000L, 9_000L, 300_000L);
    }

    @Test
    void whatExpiryBooksIsTheRequestsThenTheTiersThenTheManagers() {
        Tier strict = Tier.builder("strict").onExpiry(OnExpiry.BOOK_HELD).build();
        ResourceManager manager = manager(TierResolver.always(strict));
        manager.reserveBudget(request("1").onExpiry(OnExpiry.BOOK_TRACKED).build());
        manager.reserveBudget(request("1").build());
        TierResolver plain = TierResolver.always(Tier.builder("plain").build());
        manager(plain).reserveBudget(request("1").build());
        manager(plain, ManagerConfig.DEFAULT.withOnExpiry(OnExpiry.BOOK_HELD))
                .reserveBudget(request("1").build());

        assertThat(store.commands)
                .extracting(any -> ((ReserveCommand) any).onExpiry())
                .containsExactly(OnExpiry.BOOK_TRACKED, OnExpiry.BOOK_HELD, OnExpiry.BOOK_TRACKED, OnExpiry.BOOK_HELD);
        assertThat(command(1).fingerprint())
                .as("what policy adds is no part of the request")
                .isEqualTo(command(2).fingerprint())
                .isEqualTo(command(3).fingerprint())
                .isNotEqualTo(command(0).fingerprint());
    }

    @Test
    void whoHasNoUserHasNoTier() {
        ResourceManager manager = manager((tenant, user) -> {
            throw new AssertionError("nobody has a tier");
        });

        assertThat(manager.reserveBudget(PLENTY, ExecutionConstraints.NONE).isApproved())
                .isTrue();
    }

    @Test
    void aReservationThatIsTooLargeIsRejectedBeforeTheStoreIsAsked() {
        ResourceManager manager = manager(TierResolver.always(TIER));

        ReserveResult result = manager.reserveBudget(request("1.00000001").build());

        assertThat(result).isInstanceOfSatisfying(ReserveResult.Rejected.class, rejected -> {
            assertThat(rejected.rejection().code()).isEqualTo(Rejection.Code.RESERVATION_TOO_LARGE);
            assertThat(rejected.rejection().needed()).isEqualTo(100_000_001);
            assertThat(rejected.rejection().available()).isEqualTo(100_000_000);
            assertThat(rejected.rejection().message())
                    .isEqualTo(
                            "the largest single reservation of tier 't' is 1.00000000 of CREDITS, 1.00000001 needed");
        });
        assertThat(store.commands).isEmpty();
        assertThat(manager.getMetrics().rejectedBy()).containsEntry(Rejection.Code.RESERVATION_TOO_LARGE, 1L);
    }

    @Test
    @SuppressWarnings("NullAway") // A resolver of a caller without it.
    void aResolverThatFailsHoldsNothing() {
        RuntimeException failure = new IllegalStateException("jdbc:postgresql://h/db?password=secret");

        assertThatThrownBy(() -> manager((tenant, user) -> {
                            throw failure;
                        })
                        .reserveBudget(request("1").build()))
                .isInstanceOf(TierResolver.UnavailableException.class)
                .hasMessageContaining("'ann'")
                .hasMessageNotContaining("secret")
                .hasCause(failure);
        assertThatThrownBy(() -> manager((tenant, user) -> null)
                        .reserveBudget(request("1").build()))
                .isInstanceOf(TierResolver.UnavailableException.class)
                .hasMessageContaining("no tier for user 'ann'");
        assertThat(store.commands).isEmpty();
    }

    @Test
    void aUserIdTooLongForAWindowAndAPoolNamedLikeAWindowAreRefused() {
        ResourceManager manager = manager(TierResolver.always(TIER));

        assertThatThrownBy(() ->
                        manager.reserveBudget(request("1").user("u".repeat(120)).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("too long for the window 'daily'");
        assertThatThrownBy(() -> request("1").pools("window:daily:bob"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("kept for the windows of tiers");
        assertThat(store.commands).isEmpty();
    }

    @Test
    void anExtensionThatNamesItsUserIsOneCallWithTheTiersLargest() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        store.onExtend = command -> new ExtendOutcome.TooLarge(Resource.CREDITS, 150_000_000, 100_000_000);
        Extension extension = Extension.credits(Credits.of(1)).forUser("ann");

        Extension.Result result = manager.extendReservation(ReservationId.of("r"), extension, OperationId.of("o"));

        assertThat(store.only(ExtendCommand.class).mostHeld()).isEqualTo(TIER.largest());
        assertThat(((Extension.Result.Refused) result).rejection())
                .isEqualTo(TIER.tooLarge(ResourceVector.of(Resource.CREDITS, 150_000_000)));
    }

    @Test
    void aSecondTryNeedsNoTier() {
        ResourceManager manager = manager((tenant, user) -> {
            throw new TierResolver.UnavailableException("down");
        });
        Extension extension = Extension.credits(Credits.of(1)).forUser("ann");
        OperationId operation = OperationId.of("o");
        ReservationId id = ReservationId.of("r");
        ResourceVector held = ResourceVector.of(Resource.CREDITS, 300_000_000);
        store.onExtend = command -> new ExtendOutcome.Extended(
                new JournalEntry.Extended(
                        new ReservationHeader(id, AccountPath.EMPTY, null, 1000),
                        2,
                        1001,
                        command.operationId(),
                        command.fingerprint(),
                        extension.change(),
                        extension.change().more(),
                        ResourceVector.ZERO,
                        0,
                        held,
                        ResourceVector.ZERO,
                        0,
                        6000),
                true);

        Extension.Result first = manager.extendReservation(id, extension, operation);

        assertThat(((Extension.Result.Extended) first).held()).isEqualTo(held);
        ExtendCommand asked = store.only(ExtendCommand.class);
        assertThat(asked.fingerprint()).isEqualTo(ExtendCommand.fingerprint(extension.change(), 0));
        assertThat(asked.firstExcess(ResourceVector.ZERO))
                .as("an extension that is new is not made")
                .isEqualTo(Resource.CREDITS);

        store.onExtend = command -> new ExtendOutcome.TooLarge(Resource.CREDITS, 1, 0);
        assertThatThrownBy(() -> manager.extendReservation(id, extension, operation))
                .isInstanceOf(TierResolver.UnavailableException.class);
        store.onExtend = command -> new Refusal.Conflict();
        assertThatThrownBy(() -> manager.extendReservation(id, extension, operation))
                .isInstanceOf(RefusedException.Conflict.class);
    }

    @Test
    void idleHoldIsGivenBackWithoutATier() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        store.onExtend = command -> new Refusal.NotFound();
        Extension less = Extension.less(ResourceVector.of(Resource.CREDITS, 5));

        assertThatThrownBy(() -> manager.extendReservation(ReservationId.of("r"), less, OperationId.of("o")))
                .isInstanceOf(RefusedException.NotFound.class);

        assertThat(store.only(ExtendCommand.class).mostHeld()).isEqualTo(Limits.NONE);
    }

    @Test
    void anExtensionThatNamesNoUserLooksTheUserUp() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        ReservationId id = ReservationId.of("r");
        AccountPath path = AccountPath.of(List.of(AccountId.user("ann")));
        store.onFind = Optional.of(new ReservationSnapshot(
                new ReservationHeader(id, path, null, 1000),
                0,
                ResourceVector.ZERO,
                5000,
                OnExpiry.BOOK_TRACKED,
                "s",
                Map.of(),
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                0,
                6000,
                null,
                1));
        store.onExtend = command -> new ExtendOutcome.TooLarge(Resource.CREDITS, 150_000_000, 100_000_000);

        manager.extendReservation(StepId.of("s"), Extension.credits(Credits.of(1)), OperationId.of("o"));

        assertThat(store.commands)
                .containsExactly(
                        StepId.of("s"),
                        new ExtendCommand(
                                id,
                                OperationId.of("o"),
                                ExtendCommand.fingerprint(
                                        HoldChange.more(ResourceVector.of(Resource.CREDITS, 100_000_000)), 0),
                                HoldChange.more(ResourceVector.of(Resource.CREDITS, 100_000_000)),
                                0,
                                TIER.largest(),
                                new PathPolicy(path, List.of(TERMS), List.of()),
                                false));
    }

    @Test
    void anExtensionBringsTheTermsOfTheAccountsItsOwnerHas() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        AccountId user = AccountId.user("ann");
        store.onExtend = command -> new Insufficient(user, Resource.CREDITS, 1, 0);
        Extension one = Extension.credits(Credits.of(1));

        manager.extendReservation(ReservationId.of("r"), one.forUser("ann"), OperationId.of("o"));
        BudgetRequest request = request("1").swarm("team").pools("night").build();
        manager.extendReservation(ReservationId.of("r"), one.madeFor(request), OperationId.of("o"));

        AccountId window = TIER.windows().get(0).accountOf("default", "ann");
        PathPolicy ofUser = ((ExtendCommand) store.commands.get(0)).policy();
        assertThat(ofUser.accounts().accounts()).containsExactly(user, window);
        assertThat(ofUser.terms()).isEqualTo(TIER.allTerms());
        PathPolicy ofRequest = ((ExtendCommand) store.commands.get(1)).policy();
        assertThat(ofRequest.termsOf(user)).isEqualTo(TERMS);
        assertThat(ofRequest.termsOf(new AccountId("default", AccountId.Kind.SWARM, "team")))
                .isEqualTo(SWARMS);
        assertThat(ofRequest.termsOf(new AccountId("default", AccountId.Kind.POOL, "night")))
                .isEqualTo(AccountTerms.UNLIMITED);
        assertThat(ofRequest.ceilings()).isEmpty();
    }

    @Test
    void anExtensionHasCeilings() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        AccountId user = AccountId.user("ann");
        store.onExtend = command -> new Insufficient(user, Resource.CREDITS, 5, 4, true);
        Extension one = Extension.credits(Credits.of(1))
                .forUser("ann")
                .ceiling(AccountId.Kind.USER, "ann", TEN)
                .ceiling(AccountId.Kind.POOL, "night", TEN);

        Extension.Result result = manager.extendReservation(ReservationId.of("r"), one, OperationId.of("o"));

        PathPolicy policy = store.only(ExtendCommand.class).policy();
        AccountId night = new AccountId("default", AccountId.Kind.POOL, "night");
        AccountId window = TIER.windows().get(0).accountOf("default", "ann");
        assertThat(policy.ceilingsOn(List.of(user, window, night))).containsExactly(TEN, Limits.NONE, TEN);
        assertThat(((Extension.Result.Refused) result).rejection().code()).isEqualTo(Rejection.Code.CEILING_REACHED);
    }

    @Test
    void aLeaseIsExtendedWithoutALook() {
        ResourceManager manager = manager(TierResolver.always(TIER));
        AccountId user = AccountId.user("ann");
        store.onExtend = command -> new Insufficient(user, Resource.CREDITS, 1, 0);

        manager.extendReservation(ReservationId.of("r"), Extension.lease(Duration.ofSeconds(1)), OperationId.of("o"));

        assertThat(store.commands).hasSize(1);
    }
}
