package io.stipend.testkit.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.testkit.harness.SettableClock;
import io.stipend.testkit.internal.model.ModelStore;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The checker checks: it passes the model itself, and catches and shrinks what is wrong. */
class HistoriesTest {

    private static final int STEPS = 200;

    @Test
    void theModelAgreesWithItself() {
        for (boolean exact : new boolean[] {true, false}) {
            StoreUnderTest subject = subject(right -> right, exact);
            assertThat(LongStream.range(0, exact ? 50 : 5).mapToObj(seed -> Histories.check(subject, seed, STEPS)))
                    .containsOnly(Optional.empty());
        }
    }

    @Test
    void catchesAStoreThatLosesAUnitOnSettle() {
        assertCaught(
                right -> new WrongStore(right) {
                    @Override
                    public CloseOutcome settle(SettleCommand command) {
                        long credits = command.usage().amounts().credits();
                        ResourceUsage less = ResourceUsage.builder()
                                .creditUnits(Math.max(0, credits - 1))
                                .build();
                        return credits == 0
                                ? super.settle(command)
                                : super.settle(new SettleCommand(
                                        command.target(), command.operationId(), less, command.overrunPolicy()));
                    }
                },
                3);
    }

    @Test
    void catchesAStoreThatForgetsToRenewALease() {
        assertCaught(
                right -> new WrongStore(right) {
                    @Override
                    public ExtendOutcome extend(ExtendCommand command) {
                        return super.extend(new ExtendCommand(
                                command.target(),
                                command.operationId(),
                                command.fingerprint(),
                                command.change(),
                                0,
                                command.mostHeld(),
                                command.policy(),
                                command.asksBalances()));
                    }
                },
                3);
    }

    @Test
    void catchesAStoreThatHoldsOnTheFirstAccountOnly() {
        assertCaught(
                right -> new WrongStore(right) {
                    @Override
                    public ReserveOutcome reserve(ReserveCommand command) {
                        boolean hasMany = command.path().accounts().size() > 1;
                        ResourceVector envelope = hasMany ? ResourceVector.ZERO : command.envelope();
                        return super.reserve(new ReserveCommand(
                                command.id(),
                                command.path(),
                                command.terms(),
                                envelope,
                                command.leaseMillis(),
                                command.swarmId(),
                                command.stepId(),
                                command.attributes()));
                    }
                },
                1);
    }

    @Test
    void catchesAStoreThatForgetsCeilings() {
        assertCaught(
                right -> new WrongStore(right) {
                    @Override
                    public ReserveOutcome reserve(ReserveCommand command) {
                        return super.reserve(new ReserveCommand(
                                command.id(),
                                command.fingerprint(),
                                command.path(),
                                command.terms(),
                                List.of(),
                                command.fit(),
                                command.envelope(),
                                command.leaseMillis(),
                                command.onExpiry(),
                                command.swarmId(),
                                command.stepId(),
                                command.attributes()));
                    }
                },
                1);
    }

    @Test
    void catchesAStoreThatLooksOnlyAtWhatIsHeld() {
        assertCaught(
                right -> new WrongStore(right) {
                    @Override
                    public ReserveOutcome reserve(ReserveCommand command) {
                        return super.reserve(new ReserveCommand(
                                command.id(),
                                command.fingerprint(),
                                command.path(),
                                command.terms(),
                                command.ceilings(),
                                command.envelope(),
                                command.envelope(),
                                command.leaseMillis(),
                                command.onExpiry(),
                                command.swarmId(),
                                command.stepId(),
                                command.attributes()));
                    }
                },
                2);
    }

    @Test
    void theSameSeedIsTheSameHistory() {
        assertThat(new HistoryGenerator(42).history(STEPS)).isEqualTo(new HistoryGenerator(42).history(STEPS));
        assertThat(new HistoryGenerator(42).history(STEPS)).isNotEqualTo(new HistoryGenerator(43).history(STEPS));
    }

    @Test
    void shrinksToWhatIsNeeded() {
        List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();

        assertThat(Shrinker.shrink(numbers, part -> part.containsAll(List.of(3, 500, 999))))
                .containsExactly(3, 500, 999);
        assertThat(Shrinker.shrink(numbers, part -> true)).isEmpty();
    }

    /** Some history of a few must show it, and not need more steps than these, give or take one. */
    private static void assertCaught(Function<CreditStore, CreditStore> wrong, int steps) {
        StoreUnderTest subject = subject(wrong, true);
        String report = LongStream.range(0, 10)
                .mapToObj(seed -> Histories.check(subject, seed, STEPS))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(each -> steps(each).count()))
                .orElseThrow();

        assertThat(report).contains("seed ").contains("store: ").contains("model: ");
        assertThat(steps(report)).as(report).hasSizeBetween(1, steps + 1);
    }

    private static Stream<String> steps(String report) {
        return report.lines().filter(line -> line.startsWith("  ") && !line.startsWith("   "));
    }

    private static StoreUnderTest subject(Function<CreditStore, CreditStore> change, boolean exact) {
        SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
        ModelStore model = new ModelStore(clock);
        return new StoreUnderTest(
                change.apply(model),
                model,
                model,
                tenant -> model.journal().stream()
                        .filter(entry -> entry.tenant().equals(tenant))
                        .toList(),
                clock::millis,
                clock::advance,
                exact);
    }
}
