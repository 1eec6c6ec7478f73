package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.TrackCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a request, an extension and a command refuse: nothing bad gets to a store. */
final class RequestsTest {

    private static final ReservationId ID = ReservationId.of("r1");

    private static BudgetRequest.Builder request() {
        return BudgetRequest.builder(AvailableResources.credits("1"), ExecutionConstraints.NONE);
    }

    private static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContainingAll(parts);
    }

    @Test
    void aRequestIsMadeByItsBuilderOnly() {
        assertThat(BudgetRequest.class.getConstructors()).isEmpty();
    }

    @Test
    void aRequestHasDefaults() {
        BudgetRequest request = request().build();

        assertThat(request.tenant()).isEqualTo("default");
        assertThat(request.userId()).isNull();
        assertThat(request.pools()).isEmpty();
        assertThat(request.leaseMillis()).isZero();
        assertThat(request.attributes()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void aRequestRefusesBadValuesByName() {
        refuses(() -> request().tenant(" "), "tenant is blank");
        refuses(() -> request().user("a\u0085"), "user id has the control character U+0085");
        refuses(() -> request().swarm(null), "swarm id is null");
        refuses(() -> request().pools("a", ""), "pool id is blank");
        refuses(() -> request().pools((String[]) null), "pools is null");
        refuses(() -> request().step("\ud800"), "step id has an unpaired surrogate");
        refuses(() -> request().reservationId("x".repeat(129)), "reservation id is longer");
        refuses(() -> request().lease(Duration.ZERO), "lease is PT0S");
        refuses(() -> request().lease(Duration.ofDays(31)), "lease is PT744H", "PT720H");
        refuses(() -> request().lease(Duration.ofMillis(-1)), "lease is PT-0.001S");
        refuses(() -> request().lease(null), "lease is null");
        refuses(() -> request().onExpiry(null), "what to book on expiry is null");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void attributesAreFewAndShortAndTheCallersOwn() {
        BudgetRequest.Builder builder = request();
        for (int i = 0; i < 16; i++) {
            builder.attribute("key" + i, "x".repeat(512));
        }
        builder.attribute("key0", "again");

        assertThat(builder.build().attributes()).hasSize(16).containsEntry("key0", "again");
        refuses(() -> builder.attribute("key16", ""), "more than 16", "'key16'");
        refuses(() -> builder.attribute("key1", "x".repeat(513)), "'key1'", "512 bytes");
        refuses(() -> builder.attribute("", "x"), "attribute key is blank");
        refuses(() -> builder.attribute("key1", null), "'key1'", "null");
        refuses(() -> builder.attribute("stipend.retries", "9"), "'stipend.retries'", "kept for the manager");
        assertThatThrownBy(() -> builder.build().attributes().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void aRequestRefusesAHoldAndACeilingThatMakeNoSense() {
        refuses(() -> request().hold(Resource.TOKENS, -1), "TOKENS");
        refuses(() -> request().hold(null, 1), "resource is null");
        refuses(() -> request().ceiling(null, "p", Limits.NONE), "account kind is null");
        refuses(() -> request().ceiling(AccountId.Kind.POOL, "", Limits.NONE), "pool id");
        refuses(() -> request().ceiling(AccountId.Kind.POOL, "p", null), "ceiling is null");
    }

    @Test
    void aRequestIsNotChangedByItsBuilderAfterwards() {
        BudgetRequest.Builder builder = request().user("ann").attribute("a", "1");
        BudgetRequest request = builder.build();
        builder.user("bob").attribute("a", "2");

        assertThat(request.userId()).isEqualTo("ann");
        assertThat(request.attributes()).containsExactly(Map.entry("a", "1"));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void anExtensionEnlargesSomething() {
        Extension both = Extension.credits(Credits.of("0.5")).withLease(Duration.ofSeconds(3));

        assertThat(both).isEqualTo(new Extension(ResourceVector.of(Resource.CREDITS, 50_000_000), 3000));
        refuses(() -> Extension.of(ResourceVector.ZERO), "by nothing");
        refuses(() -> new Extension(ResourceVector.ZERO, -1), "lease");
        refuses(() -> new Extension(ResourceVector.ZERO, Long.MAX_VALUE), "lease");
        refuses(() -> Extension.of(ResourceVector.of(Resource.SLOTS, 1)), "slots", "reserve another");
        refuses(() -> Extension.less(ResourceVector.of(Resource.SLOTS, 1)), "slots less", "release it");
        refuses(() -> Extension.less(ResourceVector.ZERO), "by nothing");
        refuses(() -> Extension.of(null), "additional resources is null");
        refuses(() -> Extension.credits(null), "credits is null");
        refuses(() -> Extension.lease(null), "lease is null");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void anExtensionMayBeContentWithLessAndGiveBack() {
        ResourceVector ten = ResourceVector.of(Resource.CREDITS, 10);
        ResourceVector four = ResourceVector.of(Resource.CREDITS, 4);
        ResourceVector tokens = ResourceVector.of(Resource.TOKENS, 7);

        Extension extension = Extension.of(ten).atLeast(four).andLess(tokens).forUser("ann");

        assertThat(extension.change()).isEqualTo(new HoldChange(ten, four, tokens));
        assertThat(extension.change().isAllOrNone()).isFalse();
        assertThat(Extension.of(ten).change().isAllOrNone()).isTrue();
        assertThat(Extension.less(tokens).change()).isEqualTo(HoldChange.less(tokens));
        refuses(() -> Extension.of(four).atLeast(ten), "at least 0.00000010 more", "0.00000004 is wanted");
        refuses(() -> Extension.of(ten).andLess(four), "both 0.00000010 more and 0.00000004 less of CREDITS");
        refuses(() -> Extension.of(ten).atLeast(null), "the least of additional resources is null");
        refuses(() -> Extension.less(null), "resources to give back is null");
    }

    @Test
    void theRequestOfAnExtensionIsWhatIsWantedTheLeastTheLessAndTheLease() {
        ResourceVector ten = ResourceVector.of(Resource.CREDITS, 10);
        ResourceVector four = ResourceVector.of(Resource.CREDITS, 4);

        assertThat(Stream.of(
                                HoldChange.NONE,
                                HoldChange.more(ten),
                                HoldChange.more(ten).atLeast(four),
                                HoldChange.more(four),
                                HoldChange.less(ten),
                                HoldChange.less(four),
                                HoldChange.more(ten).andLess(ResourceVector.of(Resource.TOKENS, 1)))
                        .flatMap(change -> Stream.of(0L, 1000L).map(lease -> ExtendCommand.fingerprint(change, lease))))
                .doesNotHaveDuplicates();
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void commandsRefuseNullAndTermsThatDoNotFitThePath() {
        OperationId operation = OperationId.of("op");
        refuses(() -> new TrackCommand(null, operation, ResourceUsage.NONE), "reservation is null");
        refuses(() -> new TrackCommand(ID, operation, null), "usage is null");
        refuses(() -> new SettleCommand(ID, operation, ResourceUsage.NONE, null), "overrun policy is null");
        refuses(() -> new ReleaseCommand(ID, null), "operation id is null");
        refuses(() -> new ExtendCommand(ID, operation, (ResourceVector) null, 0), "additional resources is null");
        refuses(() -> reserve(List.of(AccountTerms.UNLIMITED), 1), "1 terms for 0 accounts");
        refuses(() -> reserve(List.of(), 0), "lease is 0 ms");
        refuses(() -> reserve(null, 1), "terms is null");
        ResourceVector one = ResourceVector.of(Resource.TOKENS, 1);
        refuses(() -> reserve(List.of(Limits.NONE), one, one), "1 ceilings for 0 accounts");
        refuses(() -> reserve(null, one, one), "ceilings is null");
        refuses(() -> reserve(List.of(), null, one), "what must fit is null");
        refuses(
                () -> reserve(List.of(), ResourceVector.of(Resource.CREDITS, 9), one),
                "{CREDITS=0.00000009} must be available, of {TOKENS=1} to be held");
    }

    @Test
    void whatIsComparedOnlyIsNotKept() {
        ResourceVector one = ResourceVector.of(Resource.TOKENS, 1);
        ReserveCommand plain = reserve(List.of(), one, one);
        ReserveCommand more = reserve(List.of(), ResourceVector.of(Resource.TOKENS, 2), one);

        assertThat(plain.kept()).isSameAs(plain);
        assertThat(more.kept()).isEqualTo(plain).isNotEqualTo(more);
    }

    @SuppressWarnings("NullAway") // For callers without it.
    private static ReserveCommand reserve(List<Limits> ceilings, ResourceVector fit, ResourceVector envelope) {
        return new ReserveCommand(
                ID,
                1,
                AccountPath.EMPTY,
                List.of(),
                ceilings,
                fit,
                envelope,
                1,
                OnExpiry.BOOK_HELD,
                null,
                null,
                Map.of());
    }

    @SuppressWarnings("NullAway") // For callers without it.
    private static ReserveCommand reserve(List<AccountTerms> terms, long leaseMillis) {
        return new ReserveCommand(ID, AccountPath.EMPTY, terms, ResourceVector.ZERO, leaseMillis, null, null, Map.of());
    }

    @Test
    void theTermsCeilingsAndWhatTheStepCouldHaveAreNoPartOfARequest() {
        ReserveCommand poor = new ReserveCommand(
                ID,
                AccountPath.of(List.of(AccountId.user("ann"))),
                List.of(AccountTerms.credits(Credits.of(1))),
                ResourceVector.ZERO,
                1,
                null,
                null,
                Map.of());
        ReserveCommand rich = new ReserveCommand(
                ID, poor.path(), List.of(AccountTerms.UNLIMITED), ResourceVector.ZERO, 1, null, null, Map.of());
        BudgetRequest.Builder nothing = BudgetRequest.builder(AvailableResources.credits("0"), constraints("1"));
        BudgetRequest.Builder plenty = BudgetRequest.builder(AvailableResources.credits("9"), constraints("1"));

        assertThat(poor.fingerprint()).isEqualTo(rich.fingerprint());
        assertThat(nothing.build().fingerprint()).isEqualTo(plenty.build().fingerprint());
        plenty.ceiling(AccountId.Kind.POOL, "p", Limits.credits(Credits.of(1)));
        assertThat(nothing.build().fingerprint()).isEqualTo(plenty.build().fingerprint());
    }

    @Test
    void whateverElseTheCallerSaysMakesItAnotherRequest() {
        List<BudgetRequest.Builder> requests = List.of(
                request(constraints("1")),
                request(constraints("2")),
                request(ExecutionConstraints.NONE),
                request(ExecutionConstraints.builder().maxTokens(1_000_000).build()),
                request(ExecutionConstraints.builder().maxApiCalls(1_000_000).build()),
                request(ExecutionConstraints.builder()
                        .maxTime(Duration.ofMillis(1_000_000))
                        .build()),
                request(ExecutionConstraints.builder().maxMemoryBytes(1_000_000).build()),
                request(ExecutionConstraints.builder().requireModels("m").build()),
                request(ExecutionConstraints.builder().requireModels("m", "n").build()),
                request(ExecutionConstraints.builder().requireCapabilities("m").build()),
                request(ExecutionConstraints.builder().requireConfidence(0.5).build()),
                request(ExecutionConstraints.builder().retries(0).build()),
                request(constraints("1")).user("ann"),
                request(constraints("1")).user("anna"),
                request(constraints("1")).swarm("ann"),
                request(constraints("1")).step("ann"),
                request(constraints("1")).pools("ann"),
                request(constraints("1")).pools("a", "nn"),
                request(constraints("1")).pools("nn", "a"),
                request(constraints("1")).lease(Duration.ofSeconds(1)),
                request(constraints("1")).onExpiry(OnExpiry.BOOK_TRACKED),
                request(constraints("1")).onExpiry(OnExpiry.BOOK_HELD),
                request(constraints("1")).attribute("k", "v"),
                request(constraints("1")).attribute("k", ""),
                request(constraints("1")).attribute("v", "k"),
                request(constraints("1")).attribute("k", "v").attribute("l", "v"),
                request(constraints("1")).hold(Resource.CREDITS, 0),
                request(constraints("1")).hold(Resource.CREDITS, 1),
                request(constraints("1")).hold(Resource.TOKENS, 1));

        assertThat(requests)
                .extracting(request -> request.build().fingerprint())
                .doesNotHaveDuplicates();
    }

    @Test
    void theOrderOfWhatHasNoneDoesNotMatter() {
        BudgetRequest.Builder one = request(
                        ExecutionConstraints.builder().requireModels("m", "n").build())
                .attribute("k", "v")
                .attribute("l", "w");
        BudgetRequest.Builder other = request(
                        ExecutionConstraints.builder().requireModels("n", "m").build())
                .attribute("l", "w")
                .attribute("k", "v");

        assertThat(one.build().fingerprint()).isEqualTo(other.build().fingerprint());
    }

    @Test
    void aFingerprintIsTheSameInEveryProcessAndVersion() {
        BudgetRequest.Builder request = request(
                        ExecutionConstraints.builder().maxTokens(7).build())
                .user("ann")
                .attribute("k", "grün");

        assertThat(request.build().fingerprint()).isEqualTo(-8558081844999565269L);
        assertThat(SettleCommand.fingerprint(ResourceUsage.builder().tokens(0).build(), null))
                .isEqualTo(-3696129788950047773L);
    }

    @Test
    void aZeroIsAnotherReportThanNone() {
        ResourceUsage none = ResourceUsage.NONE;
        ResourceUsage zero = ResourceUsage.builder().tokens(0).build();

        assertThat(SettleCommand.fingerprint(none, null)).isNotEqualTo(SettleCommand.fingerprint(zero, null));
        assertThat(SettleCommand.fingerprint(none, null))
                .isNotEqualTo(SettleCommand.fingerprint(none, OverrunPolicy.CHARGE));
    }

    private static ExecutionConstraints constraints(String credits) {
        return ExecutionConstraints.builder().maxCost(credits).build();
    }

    private static BudgetRequest.Builder request(ExecutionConstraints constraints) {
        return BudgetRequest.builder(AvailableResources.credits("9"), constraints);
    }
}
