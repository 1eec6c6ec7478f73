package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to do with a step when budget is scarce: a pure function of the budget, the step and the offers. While spending keeps to the
 * {@link Pace}, every strategy says to proceed on the preferred offer. When it is ahead of the pace, each has its own remedy, or none; then the
 * next one of a chain is asked:
 *
 * <pre>{@code
 * CostStrategy strategy = CostStrategy.downgrade(Pace.DEFAULT).orElse(CostStrategy.pace(Pace.DEFAULT));
 * Advice advice = strategy.advise(budget, step, offers);
 * }</pre>
 */
@FunctionalInterface
public interface CostStrategy {

    /**
     * The advice of this strategy, if it has a remedy.
     *
     * @param offers models in the order of preference; those that lack what the step requires are passed over
     * @return empty if it has none: another strategy may
     */
    Optional<Advice> remedy(BudgetState budget, StepNeed step, List<Offer> offers);

    /** The advice; a refusal if there is no remedy. */
    default Advice advise(BudgetState budget, StepNeed step, List<Offer> offers) {
        if (preferred(step, offers).isEmpty()) {
            return new Advice.Refuse("none of " + offers.size() + " models has all of " + step.requiredCapabilities());
        }
        return remedy(budget, step, offers)
                .orElseGet(() -> new Advice.Refuse("spending is ahead of its pace: " + budget.committed() + " of "
                        + budget.allowance() + " units are committed after "
                        + Math.round(100 * budget.elapsedShare()) + " % of the period"));
    }

    /**
     * The strategy of a name: {@code none} (run until the budget is empty), {@code pace} (refuse), {@code wait:10m}, {@code defer}, {@code downgrade}
     * or {@code cap:64}; or several with commas between, the next one where one has no remedy.
     *
     * @throws InvalidRequestException with what to give instead if it is none
     */
    static CostStrategy parse(String text, Pace pace) {
        return StrategyParser.parse(Checks.present(text, "strategy"), Checks.present(pace, "pace"));
    }

    /** This one; where it has no remedy, another one. */
    default CostStrategy orElse(CostStrategy other) {
        Checks.present(other, "strategy");
        return (budget, step, offers) -> remedy(budget, step, offers).or(() -> other.remedy(budget, step, offers));
    }

    /** No strategy: a step runs as long as what it may cost is left. */
    static CostStrategy hardStop() {
        return (budget, step, offers) -> preferred(step, offers)
                .filter(offer -> step.cost(offer) <= budget.left())
                .map(Advice.Proceed::new);
    }

    /** Refuses what is ahead of the pace. */
    static CostStrategy pace(Pace pace) {
        return (budget, step, offers) -> onPace(pace, budget, step, offers);
    }

    /** Lets what is ahead of the pace wait until it is not, if that takes no longer than this. */
    static CostStrategy waitForPace(Pace pace, Duration longest) {
        Checks.present(longest, "longest wait");
        return (budget, step, offers) -> onPace(pace, budget, step, offers)
                .or(() -> preferred(step, offers)
                        .filter(offer -> step.cost(offer) <= budget.left())
                        .map(offer -> pace.untilRoomFor(budget, step.cost(offer)))
                        .filter(time -> time.compareTo(longest) <= 0)
                        .map(Advice.Wait::new));
    }

    /** Defers what is ahead of the pace to the end of the period, if the step can wait for that. */
    static CostStrategy defer(Pace pace) {
        return (budget, step, offers) -> onPace(pace, budget, step, offers)
                .or(() ->
                        step.deferrable() ? Optional.of(new Advice.Defer(budget.periodEndMillis())) : Optional.empty());
    }

    /** Runs what is ahead of the pace on the cheapest offer that has what is required, as long as that is left. */
    static CostStrategy downgrade(Pace pace) {
        return (budget, step, offers) -> onPace(pace, budget, step, offers).or(() -> cheaper(budget, step, offers));
    }

    private static Optional<Advice> cheaper(BudgetState budget, StepNeed step, List<Offer> offers) {
        Offer from = preferred(step, offers).orElseThrow();
        return offers.stream()
                .filter(step::isServedBy)
                .min(Comparator.comparingLong(step::cost))
                .filter(to -> step.cost(to) <= budget.left())
                .map(to -> to.equals(from)
                        ? new Advice.Proceed(from)
                        : new Advice.Downgrade(from, to, step.cost(from) - step.cost(to)));
    }

    /**
     * Caps the output of what is ahead of the pace at what there is room for: the last resort, because a truncated answer is paid and mostly
     * useless. Its advice says which share of answers that would be, and what they cost.
     *
     * @param leastTokens no answer is capped below this
     */
    static CostStrategy capOutput(Pace pace, long leastTokens) {
        if (leastTokens < 1) {
            throw new InvalidRequestException("the least output is " + leastTokens + " tokens; give 1 or more");
        }
        return (budget, step, offers) ->
                onPace(pace, budget, step, offers).or(() -> capped(pace, budget, step, offers, leastTokens));
    }

    private static Optional<Advice> capped(
            Pace pace, BudgetState budget, StepNeed step, List<Offer> offers, long leastTokens) {
        Offer offer = preferred(step, offers).orElseThrow();
        double room = Math.min(pace.allowed(budget) - budget.committed(), (double) budget.left());
        long low = 0;
        long high = step.outputTokens();
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (offer.price().units(step.inputTokens(), middle) <= room) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (low < leastTokens) {
            return Optional.empty();
        }
        double truncated = step.longerThan().applyAsDouble(low);
        long cost = offer.price().units(step.inputTokens(), low);
        return Optional.of(new Advice.CapOutput(offer, low, truncated, Math.round(truncated * cost)));
    }

    private static Optional<Advice> onPace(Pace pace, BudgetState budget, StepNeed step, List<Offer> offers) {
        return preferred(step, offers)
                .filter(offer -> pace.hasRoomFor(budget, step.cost(offer)))
                .map(Advice.Proceed::new);
    }

    /** The first offer that has what is required. */
    private static Optional<Offer> preferred(StepNeed step, List<Offer> offers) {
        return offers.stream().filter(step::isServedBy).findFirst();
    }
}
