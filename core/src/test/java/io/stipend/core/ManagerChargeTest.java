package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.BudgetRequest.Charge;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationHeader;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the manager makes of a charge, and of what a store answers to it. */
final class ManagerChargeTest {

    private static final ResourceUsage USAGE =
            ResourceUsage.builder().credits("0.5").apiCalls(1).build();
    private static final Tier TIER = Tier.builder("pro")
            .terms(AccountTerms.credits(Credits.of(100)))
            .window("daily", Limits.credits(Credits.of(10)), LimitPeriod.daily(ZoneOffset.UTC))
            .build();

    private final ScriptedStore store = new ScriptedStore();

    private ResourceManager manager(TierResolver tiers) {
        store.onCharge = command -> new ChargeOutcome.Charged(entry(command, command.used()), false);
        return new ResourceManager(
                store,
                store,
                LimitPolicy.tiered(tiers, LimitPolicy.DEFAULT),
                ManagerConfig.DEFAULT.withOverrunPolicy(OverrunPolicy.CAP),
                Telemetry.none());
    }

    private ResourceManager manager() {
        return manager(TierResolver.always(TIER));
    }

    private static JournalEntry.Charged entry(ChargeCommand command, ResourceVector charged) {
        return new JournalEntry.Charged(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), 1000),
                command.fingerprint(),
                command.overrunPolicy(),
                command.attributes(),
                command.used(),
                charged);
    }

    private static Charge.Builder charge() {
        return Charge.builder(USAGE).user("ann").id("bill");
    }

    @Test
    void aChargeGoesToTheSameAccountsAsAReserveOnTheirCurrentTerms() {
        manager().charge(charge().swarm("w").pools("p").attribute("k", "v").build());

        ChargeCommand command = store.only(ChargeCommand.class);
        assertThat(command.id()).isEqualTo(ReservationId.of("bill"));
        assertThat(command.path().texts()).containsExactly("user:ann", "pool:window:daily:ann", "pool:p");
        assertThat(command.terms())
                .containsExactly(TIER.allTerms().get(0), TIER.allTerms().get(1), AccountTerms.UNLIMITED);
        assertThat(command.used()).isEqualTo(USAGE.amounts());
        assertThat(command.overrunPolicy()).isEqualTo(OverrunPolicy.CAP);
        assertThat(command.swarmId()).isEqualTo("w");
        assertThat(command.attributes()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void theTraceIsKeptAndTellsNoTwoChargesApart() {
        Charge traced = charge().traceId("t-1").build();
        manager().charge(traced);

        assertThat(store.only(ChargeCommand.class).attributes()).isEqualTo(Map.of("stipend.traceId", "t-1"));
        assertThat(traced.fingerprint()).isEqualTo(charge().build().fingerprint());
    }

    @Test
    void aWholeTraceparentIsKeptBesidesItsTrace() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        manager().charge(charge().traceId(parent).build());

        assertThat(store.only(ChargeCommand.class).attributes())
                .isEqualTo(
                        Map.of("stipend.traceId", "0af7651916cd43dd8448eb211c80319c", "stipend.traceparent", parent));
    }

    @Test
    void whatIsBookedAndWhatIsNotIsInTheReport() {
        ResourceManager manager = manager();
        ResourceVector part = ResourceVector.of(Resource.CREDITS, 20_000_000);
        store.onCharge = command -> new ChargeOutcome.Charged(entry(command, part), true);

        Charge.Result result = manager.charge(charge().build());

        SettlementReport report = ((Charge.Result.Booked) result).report();
        assertThat(report.status()).isEqualTo(ReservationStatus.CHARGED);
        assertThat(report.charged()).isEqualTo(part);
        assertThat(report.uncollected()).isEqualTo(ResourceVector.of(30_000_000, 0, 1, 0, 0, 0));
        assertThat(report.replayed()).isTrue();
        assertThat(report.held()).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    void aRejectionIsAValueWithTheNumbers() {
        ResourceManager manager = manager();
        AccountId ann = AccountId.user("ann");
        store.onCharge = command -> new Insufficient(ann, Resource.CREDITS, 5, 4);

        Charge.Result result =
                manager.charge(charge().overrun(OverrunPolicy.REJECT).build());

        assertThat(store.only(ChargeCommand.class).overrunPolicy()).isEqualTo(OverrunPolicy.REJECT);
        Rejection rejection = ((Charge.Result.Rejected) result).rejection();
        assertThat(rejection.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        assertThat(rejection.account()).isEqualTo(ann);
        assertThat(rejection.available()).isEqualTo(4);
    }

    @Test
    void anIdThatWasUsedForSomethingElseIsAConflict() {
        ResourceManager manager = manager();
        store.onCharge = command -> new Refusal.Conflict();

        assertThatThrownBy(() -> manager.charge(charge().build()))
                .isInstanceOf(RefusedException.Conflict.class)
                .hasMessageContaining("'bill'");
    }

    @Test
    void aSecondTryWhileTheTierCannotBeHadGetsTheFirstAnswer() {
        ResourceManager first = manager();
        first.charge(charge().build());
        ChargeCommand command = store.only(ChargeCommand.class);
        ResourceManager later = manager((tenant, user) -> {
            throw new TierResolver.UnavailableException("away", null);
        });

        assertThatThrownBy(() -> later.charge(charge().build())).isInstanceOf(TierResolver.UnavailableException.class);
        store.onFind = Optional.of(entry(command, command.used()).snapshot());
        assertThat(later.charge(charge().build())).isInstanceOfSatisfying(Charge.Result.Booked.class, booked -> {
            assertThat(booked.report().replayed()).isTrue();
            assertThat(booked.report().charged()).isEqualTo(USAGE.amounts());
        });
        assertThatThrownBy(() -> later.charge(charge().attribute("k", "v").build()))
                .isInstanceOf(RefusedException.Conflict.class);
    }

    @Test
    void whateverTheCallerSaysMakesItAnotherCharge() {
        assertThat(List.of(
                                charge(),
                                Charge.builder(USAGE),
                                Charge.builder(ResourceUsage.NONE).user("ann"),
                                charge().user("bob"),
                                charge().swarm("ann"),
                                charge().pools("ann"),
                                charge().pools("a", "nn"),
                                charge().overrun(OverrunPolicy.CAP),
                                charge().overrun(OverrunPolicy.CHARGE),
                                charge().attribute("k", "v"))
                        .stream()
                        .map(builder -> builder.build().fingerprint()))
                .doesNotHaveDuplicates();
        assertThat(charge().tenant("acme").id("other").build().fingerprint())
                .isEqualTo(charge().build().fingerprint());
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void badValuesAreRefusedByName() {
        refuses(() -> Charge.builder(null), "usage is null");
        refuses(
                () -> Charge.builder(ResourceUsage.builder().memoryBytes(0).build())
                        .build(),
                "MEMORY is occupied",
                "reserve it");
        refuses(() -> charge().pools("window:daily:ann"), "kept for the windows of tiers");
        refuses(() -> charge().attribute("stipend.x", "1"), "kept for the manager");
        refuses(() -> charge().overrun(null), "overrun policy is null");
        refuses(() -> charge().id(" "), "reservation id is blank");
        refuses(() -> manager().charge(null), "charge is null");
        assertThat(store.commands).isEmpty();
    }

    private static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContainingAll(parts);
    }
}
