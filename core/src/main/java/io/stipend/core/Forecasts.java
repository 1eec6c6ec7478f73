package io.stipend.core;

import io.stipend.core.error.StipendException;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.check.Checks;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of requests that say what is known of their step, and what becomes of them: a settlement of this manager is learned from; what is
 * rejected, released or settled elsewhere is forgotten. Thread safe.
 */
final class Forecasts {

    /** Steps under way that are remembered; of more, those that were begun first are forgotten. */
    static final int MAX_OPEN = 100_000;

    /** The most there can be of each resource: no ceiling. */
    private static final ResourceVector BOUNDLESS = ResourceVector.map(resource -> Checks.MAX_AMOUNT);

    private final BudgetForecaster forecaster;
    private final PriceSource prices;
    private final ResourceVector estimates;
    private final Map<ReservationId, HoldPlan> open = new ConcurrentHashMap<>();
    private final Queue<ReservationId> begun = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begunCount = new AtomicInteger();

    /**
     * Makes forecasts.
     *
     * @param prices what calls cost
     * @param estimates what is held of what is neither forecast nor constrained
     */
    Forecasts(BudgetForecaster forecaster, PriceSource prices, ResourceVector estimates) {
        this.forecaster = forecaster;
        this.prices = prices;
        this.estimates = estimates;
    }

    /**
     * What the step of a request is to hold; null if nothing is known of it.
     *
     * @throws StipendException when it names its model, no cost, and there is no price for it
     */
    @Nullable
    HoldPlan plan(BudgetRequest request) {
        BudgetRequest.Expected expected = expected(request);
        if (expected == null) {
            return null;
        }
        ExecutionConstraints constraints = request.constraints();
        return new HoldPlan(
                forecaster.forecast(expected.features(), expected.risk()),
                prices(constraints),
                constraints.envelope(estimates),
                constraints.envelope(BOUNDLESS),
                expected.streams());
    }

    /** Who says what the step may cost needs no price: without one, the step is held at that. */
    private PriceSource prices(ExecutionConstraints constraints) {
        if (!constraints.constrainsCost()) {
            return prices;
        }
        return (model, inputTokens, outputTokens) -> {
            try {
                return prices.costOf(model, inputTokens, outputTokens);
            } catch (StipendException unpriced) {
                return Optional.empty();
            }
        };
    }

    /** What is known of a step: what the request says, with what its call says; of a call alone that. */
    private static BudgetRequest.@Nullable Expected expected(BudgetRequest request) {
        BudgetRequest.Expected said = request.expected();
        ExecutionConstraints.ModelCall call = request.constraints().modelCall();
        if (said == null && call == null) {
            return null;
        }
        Features known = said == null ? Features.ofInput(Features.UNKNOWN) : said.features();
        Features features = new Features(
                request.tenant(),
                call == null ? known.model() : call.model(),
                known.key(),
                call == null ? known.inputTokens() : call.inputTokens(),
                known.previousOutput(),
                call == null ? known.limit() : call.maxOutputTokens());
        return said == null
                ? BudgetRequest.Expected.of(features)
                : new BudgetRequest.Expected(features, said.risk(), said.streams());
    }

    /** A reservation was made by a plan; the answer is that of the first time, if it was made here before. */
    HoldPlan opened(ReservationId id, HoldPlan plan) {
        HoldPlan before = open.putIfAbsent(id, plan);
        if (before != null) {
            forget(plan);
            return before;
        }
        begun.add(id);
        if (begunCount.incrementAndGet() > MAX_OPEN) {
            ReservationId oldest = begun.poll();
            begunCount.decrementAndGet();
            HoldPlan unheard = oldest == null ? null : open.remove(oldest);
            if (unheard != null) {
                forget(unheard);
            }
        }
        return plan;
    }

    /** Nothing was reserved by a plan. */
    void forget(HoldPlan plan) {
        forecaster.forget(plan.forecast());
    }

    /** A reservation was closed: what a settlement says it used is learned, unless it says nothing of tokens. */
    void closed(JournalEntry.Closed entry) {
        HoldPlan plan = open.remove(entry.header().id());
        if (plan == null) {
            return;
        }
        long output = entry.used().tokens() - plan.inputTokens();
        if (entry.kind() == CloseKind.SETTLED && entry.used().tokens() > 0 && output >= 0) {
            forecaster.learn(plan.forecast(), output);
        } else {
            forget(plan);
        }
    }
}
