package io.stipend.foresight.trial;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.check.Checks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tries an {@link Estimate} on a log, as it would have gone: each call's hold is decided when the call is sent, from those calls that
 * had ended by then. Time is simulated, so a trial takes as long as its arithmetic, and comes out the same each time.
 *
 * @param pricing what tokens cost, and how fast they come
 */
public record Trial(Pricing pricing) {

    /** Prices of 3 and 15 per million tokens; 4,000 tokens read and 30 made a second. */
    public static final Trial DEFAULT = new Trial(new Pricing(3, 15, 4_000, 30));

    public Trial {
        Checks.present(pricing, "pricing");
    }

    /**
     * What tokens cost, and how fast they come.
     *
     * @param input the price of a token that is sent, in any unit
     * @param output the price of a token that comes back, in the same unit
     * @param inputPerSecond how many tokens are read in a second
     * @param outputPerSecond how many tokens are made in a second
     */
    public record Pricing(double input, double output, double inputPerSecond, double outputPerSecond) {

        public Pricing {
            if (!(input >= 0 && output >= 0 && inputPerSecond > 0 && outputPerSecond > 0)) {
                throw new InvalidRequestException(
                        "prices are " + input + " and " + output + ", speeds " + inputPerSecond + " and "
                                + outputPerSecond + "; give prices of at least 0 and speeds above 0");
            }
        }

        double millis(Call call) {
            return 1_000 * (call.inputTokens() / inputPerSecond + call.outputTokens() / outputPerSecond);
        }

        double cost(Call call, long output) {
            return call.inputTokens() * input + output * this.output;
        }
    }

    /**
     * A call of a log.
     *
     * @param atMillis when it was sent
     * @param inputTokens what was sent
     * @param outputTokens what came back
     * @param model the model it was sent to, if it is known
     * @param key what it has in common with other calls, if that is known
     * @param previousOutput what came back in the turn before of its session; {@code Features.UNKNOWN} where there was none
     */
    public record Call(
            long atMillis,
            long inputTokens,
            long outputTokens,
            @Nullable String model,
            @Nullable String key,
            long previousOutput) {

        /** A call of which only the tokens are known. */
        public static Call of(long atMillis, long inputTokens, long outputTokens) {
            return new Call(atMillis, inputTokens, outputTokens, null, null, Features.UNKNOWN);
        }

        /** The same, after a turn with so much output. */
        Call after(long output) {
            return new Call(atMillis, inputTokens, outputTokens, model, key, output);
        }

        Features features() {
            return new Features(Checks.DEFAULT_TENANT, model, key, inputTokens, previousOutput, Features.UNKNOWN);
        }
    }

    /** Tries an estimate on the calls of a log, in any order. */
    public TrialResult run(List<Call> calls, Estimate estimate) {
        List<Call> ordered = inOrder(calls);
        PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparingDouble(Running::endMillis));
        List<TrialResult.Outcome> outcomes = new ArrayList<>(ordered.size());
        for (Call call : ordered) {
            while (!running.isEmpty() && running.peek().endMillis() <= call.atMillis()) {
                running.remove().end();
            }
            Estimate.Holds holds = estimate.begin(call);
            running.add(new Running(call.atMillis() + pricing.millis(call), call, holds));
            outcomes.add(TrialResult.Outcome.of(call, holds, pricing));
        }
        while (!running.isEmpty()) {
            running.remove().end();
        }
        return TrialResult.of(outcomes, pricing);
    }

    static List<Call> inOrder(List<Call> calls) {
        List<Call> ordered = new ArrayList<>(calls);
        Collections.sort(ordered, Comparator.comparingLong(Call::atMillis));
        return ordered;
    }

    private record Running(double endMillis, Call call, Estimate.Holds holds) {

        void end() {
            holds.end(call.outputTokens());
        }
    }
}
