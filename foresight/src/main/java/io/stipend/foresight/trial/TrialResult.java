package io.stipend.foresight.trial;

import java.util.List;

/**
 * How an estimate did on a log.
 *
 * @param calls how many calls there were
 * @param heldOverUsed the money held at the end of each call, over the money used; input included, which is always known
 * @param heldOverUsedOverTime the money held, averaged over the time of each call, over the money it used in the end
 * @param outputHeldOverUsed the output tokens held at the end of each call, over those used
 * @param overrunShare the share of calls that used more than what had to fit when they were admitted
 * @param extensionsPerRequest extensions a call, on average
 * @param extensions how often each call was extended, in the order of the log
 */
public record TrialResult(
        int calls,
        double heldOverUsed,
        double heldOverUsedOverTime,
        double outputHeldOverUsed,
        double overrunShare,
        double extensionsPerRequest,
        List<Integer> extensions) {

    /** Ratios that are not known are not a number. */
    static TrialResult of(List<Outcome> outcomes, Trial.Pricing pricing) {
        double held = 0;
        double used = 0;
        double heldOverTime = 0;
        double usedOverTime = 0;
        double outputHeld = 0;
        double outputUsed = 0;
        long overruns = 0;
        long extensions = 0;
        for (Outcome outcome : outcomes) {
            Trial.Call call = outcome.call();
            double cost = pricing.cost(call, call.outputTokens());
            held += pricing.cost(call, outcome.held());
            used += cost;
            heldOverTime += outcome.heldOverTime();
            usedOverTime += cost * pricing.millis(call);
            outputHeld += outcome.held();
            outputUsed += call.outputTokens();
            overruns += call.outputTokens() > outcome.fit() ? 1 : 0;
            extensions += outcome.extensions();
        }
        int calls = outcomes.size();
        return new TrialResult(
                calls,
                held / used,
                heldOverTime / usedOverTime,
                outputHeld / outputUsed,
                (double) overruns / calls,
                (double) extensions / calls,
                outcomes.stream().map(Outcome::extensions).toList());
    }

    /** Extensions a call, of the calls from one place of the log to another. */
    public double extensionsPerRequest(int from, int to) {
        return extensions.subList(from, to).stream()
                .mapToInt(Integer::intValue)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * What became of a call.
     *
     * @param fit what had to be available, in output tokens
     * @param held what was held in the end, in output tokens
     * @param heldOverTime the money held, times the milliseconds it was held for
     */
    record Outcome(Trial.Call call, long fit, long held, int extensions, double heldOverTime) {

        static Outcome of(Trial.Call call, Estimate.Holds holds, Trial.Pricing pricing) {
            long output = call.outputTokens();
            double perToken = 1_000 / pricing.outputPerSecond();
            double sum = pricing.cost(call, holds.heldAt(0)) * 1_000 * call.inputTokens() / pricing.inputPerSecond();
            for (long made = 1; made <= output; made++) {
                sum += pricing.cost(call, holds.heldAt(made)) * perToken;
            }
            return new Outcome(call, holds.fit(), holds.heldAt(output), holds.extensionsAt(output), sum);
        }
    }
}
