package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request of the log asks of the manager: what it reserves, what it reports while its answer streams, what it
 * settles with. The reports add up to the settlement exactly.
 *
 * <p>No API call is reserved and none reported: a log does not say which tools were called, and a hold of one call that
 * is always used in full would put every request at its limit.
 *
 * @param constraints what is known before the call: the cost of the input, and of the longest answer allowed
 * @param reports the input, then the output in up to four chunks
 * @param truth what it did use
 */
public record RequestScript(ExecutionConstraints constraints, List<ResourceUsage> reports, ResourceUsage truth) {

    /** In how many chunks an answer streams, if it is long enough. */
    static final int CHUNKS = 4;

    /**
     * The script of a request.
     *
     * @throws io.stipend.core.error.InvalidRequestException when its cost is above the largest amount
     */
    public static RequestScript of(TraceRequest request, BudgetPlan plan) {
        long input = request.inputTokens();
        ExecutionConstraints constraints = ExecutionConstraints.builder()
                .maxCost(plan.pricing().cost(input, plan.maxOutput()))
                .maxTokens(input + plan.maxOutput())
                .maxApiCalls(0)
                .build();
        Credits cost = request.cost().orElseGet(() -> plan.pricing().cost(input, request.outputTokens()));
        return new RequestScript(constraints, reports(request, plan.pricing(), cost), truth(request, cost));
    }

    private static ResourceUsage truth(TraceRequest request, Credits cost) {
        ResourceUsage.Builder truth =
                ResourceUsage.builder().credits(cost).tokens(request.inputTokens() + request.outputTokens());
        request.duration().ifPresent(duration -> truth.computeMillis(duration.toMillis()));
        return truth.build();
    }

    private static List<ResourceUsage> reports(TraceRequest request, Pricing pricing, Credits cost) {
        long output = request.outputTokens();
        int chunks = (int) Math.min(CHUNKS, output);
        List<ResourceUsage> reports = new ArrayList<>(chunks + 1);
        long tokensBefore = 0;
        long unitsBefore = 0;
        for (int chunk = 0; chunk <= chunks; chunk++) {
            long outputSoFar = chunks == 0 ? 0 : output * chunk / chunks;
            long tokens = request.inputTokens() + outputSoFar;
            long units = chunk == chunks ? cost.units() : unitsSoFar(request, pricing, cost, outputSoFar);
            ResourceUsage.Builder report =
                    ResourceUsage.builder().creditUnits(units - unitsBefore).tokens(tokens - tokensBefore);
            if (request.duration().isPresent() && chunk > 0) {
                report.computeMillis(request.duration().get().toMillis() * chunk / chunks);
            }
            reports.add(report.build());
            tokensBefore = tokens;
            unitsBefore = units;
        }
        return reports;
    }

    /** The part of the cost that has come up by then, as the prices spread it; what the log says it cost is the whole. */
    private static long unitsSoFar(TraceRequest request, Pricing pricing, Credits cost, long outputSoFar) {
        long priced = pricing.cost(request.inputTokens(), outputSoFar).units();
        if (request.cost().isEmpty()) {
            return priced;
        }
        long pricedInAll =
                pricing.cost(request.inputTokens(), request.outputTokens()).units();
        return pricedInAll == 0
                ? 0
                : BigInteger.valueOf(cost.units())
                        .multiply(BigInteger.valueOf(priced))
                        .divide(BigInteger.valueOf(pricedInAll))
                        .longValueExact();
    }
}
