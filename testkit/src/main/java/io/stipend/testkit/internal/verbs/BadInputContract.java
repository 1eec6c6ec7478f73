package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ResourceManager;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a caller gets wrong is a typed error that names the value and the remedy, and leaves the books untouched. */
public abstract class BadInputContract extends StoreContractPart {

    /** A call that must fail, and what its message must contain: the value, then the remedy. */
    private record Case(String name, ThrowingCallable call, Class<?> error, List<String> fragments) {

        static Case invalid(String name, ThrowingCallable call, String... fragments) {
            return new Case(name, call, InvalidRequestException.class, List.of(fragments));
        }

        static Case invalid(String name, ThrowingCallable call, BadId bad) {
            return new Case("" + name, call, InvalidRequestException.class, bad.fragments());
        }

        static Case unknown(String name, ThrowingCallable call, String... fragments) {
            return new Case(name, call, RefusedException.NotFound.class, List.of(fragments));
        }
    }

    /** An id that no verb may take, with what the message says of it. */
    private record BadId(String name, @Nullable String id, List<String> fragments) {}

    private static final List<BadId> BAD_IDS = List.of(
            new BadId("null", null, List.of("null", "give")),
            new BadId("empty", "", List.of("blank", "give")),
            new BadId("blank", " \t ", List.of("blank", "give")),
            new BadId("1 MB", "x".repeat(1 << 20), List.of("xxxx", "1048576", "128", "shorten")),
            new BadId("129 bytes", "\u00e9".repeat(64) + "x", List.of("128", "shorten")),
            new BadId("unpaired high surrogate", "a\ud800b", List.of("U+D800", "index 1", "well-formed")),
            new BadId("unpaired low surrogate", "a\udc00", List.of("U+DC00", "well-formed")),
            new BadId("high surrogate at the end", "a\ud83d", List.of("U+D83D", "well-formed")),
            new BadId("NUL", "a\u0000b", List.of("U+0000", "remove")),
            new BadId("line feed", "a\nb", List.of("U+000A", "remove")),
            new BadId("C1 control", "a\u0085b", List.of("U+0085", "remove")));

    @TestFactory
    @DisplayName("(3, 9) bad ids are refused wherever an id is taken")
    Stream<DynamicTest> badIds() {
        List<Case> cases = new ArrayList<>();
        for (BadId bad : BAD_IDS) {
            String id = unchecked(bad.id());
            cases.add(Case.invalid("tenant", () -> request().tenant(id), bad));
            cases.add(Case.invalid("user", () -> request().user(id), bad));
            cases.add(Case.invalid("swarm", () -> request().swarm(id), bad));
            cases.add(Case.invalid("pool", () -> request().pools("p", id), bad));
            cases.add(Case.invalid("step", () -> request().step(id), bad));
            cases.add(Case.invalid("reservation", () -> request().reservationId(id), bad));
            cases.add(Case.invalid("attribute", () -> request().attribute(id, ""), bad));
            cases.add(Case.invalid("operation", () -> OperationId.of(id), bad));
            cases.add(Case.invalid(
                    "step to set", () -> manager().setStepId(fixture().id("r"), id), bad));
            cases.add(Case.invalid("step to track", () -> manager().trackUsage(id, ResourceUsage.NONE), bad));
            cases.add(Case.invalid(
                    "user of the four-argument form",
                    () -> manager().reserveBudget(AvailableResources.credits("1"), ExecutionConstraints.NONE, id, null),
                    bad));
        }
        return untouched(cases);
    }

    @TestFactory
    @DisplayName("(1, 3) amounts out of range, not finite, or with too many decimals are refused")
    Stream<DynamicTest> badAmounts() {
        List<Case> cases = new ArrayList<>();
        for (String amount : List.of("-1", "-0.00000001", "90071992.54740992", "1e300", "0.000000001", "1.234567891")) {
            cases.add(Case.invalid("credits " + amount, () -> Credits.of(amount), "credits"));
            cases.add(Case.invalid(
                    "maxCost " + amount, () -> ExecutionConstraints.builder().maxCost(amount), "credits"));
            cases.add(Case.invalid(
                    "usage " + amount, () -> ResourceUsage.builder().credits(amount), "credits"));
        }
        for (String amount : List.of("NaN", "Infinity", "-Infinity", "", "ten", "0x10", "1_000", "9".repeat(1 << 20))) {
            cases.add(Case.invalid("credits " + Checks.shown(amount), () -> Credits.of(amount), "credits", "give"));
        }
        for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            cases.add(Case.invalid("credits " + amount, () -> Credits.of(amount), Double.toString(amount), "give"));
        }
        for (double amount : new double[] {-0.5, 1e16, 1e-9}) {
            cases.add(Case.invalid("credits " + amount, () -> Credits.of(amount), "credits"));
        }
        for (long amount : new long[] {-1, Long.MIN_VALUE, Checks.MAX_AMOUNT + 1, Long.MAX_VALUE}) {
            String shown = Long.toString(amount);
            cases.add(Case.invalid(
                    "tokens " + shown, () -> ExecutionConstraints.builder().maxTokens(amount), shown, "TOKENS"));
            cases.add(Case.invalid(
                    "used tokens " + shown, () -> ResourceUsage.builder().tokens(amount), shown));
            cases.add(Case.invalid(
                    "used memory " + shown, () -> ResourceUsage.builder().memoryBytes(amount), shown));
            cases.add(Case.invalid("vector of " + shown, () -> ResourceVector.of(Resource.API_CALLS, amount), shown));
            cases.add(Case.invalid("limit of " + shown, () -> Limits.of(Map.of(Resource.SLOTS, amount)), shown));
            cases.add(Case.invalid(
                    "grant of " + shown,
                    () -> new AccountCommand.Grant(user(), StoreFixture.op("1"), Resource.CREDITS, amount, "why"),
                    shown));
        }
        cases.add(Case.invalid(
                "revocation of nothing",
                () -> new AccountCommand.Revoke(user(), StoreFixture.op("1"), Resource.CREDITS, 0, "why"),
                "0",
                "give"));
        cases.add(Case.invalid(
                "grant of nothing",
                () -> new AccountCommand.Grant(user(), StoreFixture.op("1"), Resource.CREDITS, 0, "why"),
                "0",
                "give"));
        for (double ratio : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
            cases.add(Case.invalid(
                    "confidence " + ratio,
                    () -> ExecutionConstraints.builder().requireConfidence(ratio),
                    Double.toString(ratio),
                    "give"));
            cases.add(Case.invalid(
                    "warning " + ratio, () -> new ManagerConfig.Thresholds(ratio, 1), Double.toString(ratio), "give"));
        }
        cases.add(Case.invalid(
                "warning above critical", () -> new ManagerConfig.Thresholds(0.96, 0.95), "0.96", "0.95", "swap"));
        return untouched(cases);
    }

    @TestFactory
    @DisplayName("(3, 5) leases out of bounds are refused")
    Stream<DynamicTest> badLeases() {
        List<Case> cases = new ArrayList<>();
        for (Duration lease : List.of(
                Duration.ZERO,
                Duration.ofNanos(999_999),
                Duration.ofMillis(-1),
                Duration.ofDays(30).plusMillis(1),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE))) {
            String shown = lease.toString();
            cases.add(Case.invalid("reserve for " + shown, () -> request().lease(lease), shown, "must be from"));
            cases.add(Case.invalid("extend by " + shown, () -> Extension.lease(lease), shown, "must be from"));
        }
        cases.add(Case.invalid("extend by nothing", () -> Extension.of(ResourceVector.ZERO), "nothing", "give"));
        return untouched(cases);
    }

    @TestFactory
    @DisplayName("(3) paths of more than eight accounts, or with one twice, are refused")
    Stream<DynamicTest> badPaths() {
        return untouched(List.of(
                Case.invalid(
                        "nine accounts",
                        () -> manager()
                                .reserveBudget(request()
                                        .user("u")
                                        .pools("1", "2", "3", "4", "5", "6", "7", "8")
                                        .build()),
                        "9",
                        "at most 8"),
                Case.invalid(
                        "a pool twice",
                        () -> manager()
                                .reserveBudget(request().pools("p", "q", "p").build()),
                        "'pool:p'",
                        "once")));
    }

    @TestFactory
    @DisplayName("(3) what is not known is named, with a hint")
    Stream<DynamicTest> unknown() {
        ReservationId id = fixture().id("nobody's");
        return untouched(List.of(
                Case.unknown("track", () -> manager().trackUsage(id, StoreFixture.credits(1)), "nobody's", "retention"),
                Case.unknown("settle", () -> manager().finalizeUsage(id, StoreFixture.credits(1)), "nobody's"),
                Case.unknown(
                        "release",
                        () -> manager().releaseReservation(fixture().step("no step")),
                        "no step",
                        "setStepId"),
                Case.unknown("set a step", () -> manager().setStepId(id, "s"), "nobody's"),
                Case.unknown(
                        "extend",
                        () -> manager().extendReservation(id, Extension.credits(Credits.of(1))),
                        "nobody's")));
    }

    @TestFactory
    @DisplayName("(3) null is refused by every method of the manager")
    Stream<DynamicTest> nulls() {
        ReservationId id = fixture().id("r");
        return untouched(List.of(
                Case.invalid("request", () -> manager().reserveBudget(unchecked((BudgetRequest) null)), "request"),
                Case.invalid("usage", () -> manager().trackUsage(id, unchecked((ResourceUsage) null)), "usage"),
                Case.invalid(
                        "final usage", () -> manager().finalizeUsage(id, unchecked((ResourceUsage) null)), "usage"),
                Case.invalid(
                        "extension", () -> manager().extendReservation(id, unchecked((Extension) null)), "extension"),
                Case.invalid(
                        "target", () -> manager().releaseReservation(unchecked((ReservationId) null)), "reservation"),
                Case.invalid(
                        "operation",
                        () -> manager().releaseReservation(id, unchecked((OperationId) null)),
                        "operation id"),
                Case.invalid(
                        "available",
                        () -> BudgetRequest.builder(unchecked((AvailableResources) null), ExecutionConstraints.NONE),
                        "available")));
    }

    /** Each case as a test: the error, its words, and books, reservation and journal as they were before. */
    private Stream<DynamicTest> untouched(List<Case> cases) {
        fixture().open("r", user(), 40);
        fixture().tracked(fixture().id("r"), "t", StoreFixture.credits(3));
        List<AccountView> books =
                BooksAudit.accounts(fixture().accounts(), fixture().tenant());
        ReservationSnapshot reservation = fixture().find(fixture().id("r"));
        List<JournalEntry> journal = fixture().journal().entries(fixture().tenant());
        return cases.stream()
                .map(each -> dynamicTest(each.name(), () -> {
                    assertThatThrownBy(each.call())
                            .isExactlyInstanceOf(each.error())
                            .hasMessageContainingAll(each.fragments().toArray(String[]::new))
                            .satisfies(error -> assertThat(error.getMessage())
                                    .as("a message for people, and for logs")
                                    .hasSizeLessThan(500)
                                    .doesNotContainPattern("\\p{Cntrl}"));
                    assertThat(BooksAudit.accounts(
                                    fixture().accounts(), fixture().tenant()))
                            .isEqualTo(books);
                    assertThat(fixture().find(fixture().id("r"))).isEqualTo(reservation);
                    assertThat(fixture().journal().entries(fixture().tenant())).isEqualTo(journal);
                }));
    }

    private ResourceManager manager() {
        return new ResourceManager(
                fixture().store(), fixture().upkeep(), LimitPolicy.DEFAULT, ManagerConfig.DEFAULT, Telemetry.none());
    }

    private BudgetRequest.Builder request() {
        return BudgetRequest.builder(AvailableResources.credits("1"), ExecutionConstraints.NONE)
                .tenant(fixture().tenant());
    }

    private AccountId user() {
        return fixture().user("u");
    }

    /** What callers without a null checker can do. */
    @SuppressWarnings("NullAway")
    private static <T> T unchecked(@Nullable T value) {
        return value;
    }
}
