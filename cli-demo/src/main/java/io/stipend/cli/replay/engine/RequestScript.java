package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request of the log asks of the manager: what it reserves, what it reports while its answer streams, what it
 * settles with. The reports add up to the settlement exactly. Immutable.
 *
 * <p>What is reserved is known before the call: the price of the input, and of the longest answer allowed, or as long a one as is
 * forecast. Where the log says what the request did cost and no price is known for it, its own figures are reserved: there are no others.
 *
 * <p>No API call is reserved and none reported: a log does not say which tools were called, and a hold of one call that
 * is always used in full would put every request at its limit.
 */
public final class RequestScript {

    /** What a hold was made of. */
    public enum Basis {
        /** The price of the input, and of as long an answer as is to be held. */
        PRICE_AND_OUTPUT,
        /** What the log says that the request did cost and use. */
        OWN_FIGURES
    }

    private final TraceRequest request;
    private final Basis basis;
    private final Credits cost;
    private final BudgetPlan plan;

    /** The part of the cost that is due when the input has been read, in units. */
    private final long inputUnits;

    private RequestScript(TraceRequest request, BudgetPlan plan, Basis basis, Credits cost, long inputUnits) {
        this.request = request;
        this.plan = plan;
        this.basis = basis;
        this.cost = cost;
        this.inputUnits = inputUnits;
    }

    /**
     * The script of a request.
     *
     * @throws io.stipend.core.error.InvalidRequestException when its cost is above the largest amount
     */
    public static RequestScript of(TraceRequest request, BudgetPlan plan) {
        long input = request.inputTokens();
        Optional<Credits> priced = plan.pricing().cost(request, request.outputTokens());
        if (priced.isEmpty()) {
            Credits own = request.cost().orElse(Credits.ZERO);
            long tokens = input + request.outputTokens();
            long inputUnits = part(own.units(), input, tokens);
            return new RequestScript(request, plan, Basis.OWN_FIGURES, own, inputUnits);
        }
        Credits cost = request.cost().orElse(priced.get());
        long pricedUnits = priced.get().units();
        long ofInput = Math.min(
                pricedUnits, plan.pricing().cost(request, 0).orElse(cost).units());
        long inputUnits = part(cost.units(), ofInput, pricedUnits);
        return new RequestScript(request, plan, Basis.PRICE_AND_OUTPUT, cost, inputUnits);
    }

    /** What the hold is made of. */
    public Basis basis() {
        return basis;
    }

    /** What it did cost: what the log says, else what the prices make of it. */
    public Credits cost() {
        return cost;
    }

    /** What is known before the call, with the longest answer allowed. */
    public ExecutionConstraints constraints() {
        return constraints(plan.maxOutput());
    }

    /** What is known before the call, with an answer of so many tokens. */
    ExecutionConstraints constraints(long outputTokens) {
        ResourceVector most = holdFor(outputTokens);
        return ExecutionConstraints.builder()
                .maxCost(Credits.ofUnits(most.credits()))
                .maxTokens(most.tokens())
                .maxApiCalls(0)
                .build();
    }

    /** The credits and tokens to hold for an answer of so many tokens. */
    ResourceVector holdFor(long outputTokens) {
        if (basis == Basis.OWN_FIGURES) {
            return vector(cost, request.inputTokens() + request.outputTokens());
        }
        Credits most = plan.pricing().cost(request, outputTokens).orElse(cost);
        return vector(most, request.inputTokens() + outputTokens);
    }

    private static ResourceVector vector(Credits credits, long tokens) {
        return ResourceVector.of(credits.units(), tokens, 0, 0, 0, 0);
    }

    /** What it did use in the end. */
    public ResourceUsage truth() {
        return usage(cost.units(), request.inputTokens() + request.outputTokens(), durationMillis());
    }

    /** The report that the input has been read; with no answer to come, that is all there is. */
    public ResourceUsage input(@Nullable Long sinceStartMillis) {
        return usage(unitsAt(0), request.inputTokens(), sinceStartMillis);
    }

    /**
     * The report of a group of tokens of the answer.
     *
     * @param before how many tokens of the answer have been reported
     * @param soFar how many have come
     * @param sinceStartMillis how long the call has run; null where the log does not know
     */
    public ResourceUsage output(long before, long soFar, @Nullable Long sinceStartMillis) {
        return usage(unitsAt(soFar) - unitsAt(before), soFar - before, sinceStartMillis);
    }

    /** All reports, the input first, then the answer in groups of so many tokens; the last group may be smaller. */
    public List<ResourceUsage> reports(long every) {
        List<ResourceUsage> reports = new ArrayList<>();
        long output = request.outputTokens();
        reports.add(input(elapsed(0)));
        for (long before = 0; before < output; before += every) {
            long soFar = Math.min(output, before + every);
            reports.add(output(before, soFar, elapsed(soFar)));
        }
        return reports;
    }

    /** How long the call took; null where the log does not know. */
    private @Nullable Long durationMillis() {
        return request.duration().map(Duration::toMillis).orElse(null);
    }

    private @Nullable Long elapsed(long outputSoFar) {
        Long duration = durationMillis();
        long output = request.outputTokens();
        return duration == null || output == 0 ? duration : Long.valueOf(duration * outputSoFar / output);
    }

    /** The part of the cost that is due when so many tokens of the answer have come. */
    private long unitsAt(long outputSoFar) {
        long output = request.outputTokens();
        return outputSoFar == output ? cost.units() : inputUnits + part(cost.units() - inputUnits, outputSoFar, output);
    }

    private static ResourceUsage usage(long units, long tokens, @Nullable Long computeMillis) {
        ResourceUsage.Builder usage = ResourceUsage.builder().creditUnits(units).tokens(tokens);
        return (computeMillis == null ? usage : usage.computeMillis(computeMillis)).build();
    }

    /** A part of an amount, rounded down; nothing of nothing. */
    private static long part(long amount, long of, long whole) {
        if (whole == 0) {
            return 0;
        }
        if (Math.multiplyHigh(amount, of) == 0 && amount * of >= 0) {
            return amount * of / whole;
        }
        return BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(of))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
