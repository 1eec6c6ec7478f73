package io.stipend.core;

import io.stipend.core.error.StipendException;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.BudgetForecaster.Outcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.HoldPlan;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.check.Checks;
import java.util.List;
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
    private final double risk;
    private final PriceSource prices;
    private final ResourceVector estimates;
    private final ForecastMeters meters;
    private final Map<ReservationId, Open> open = new ConcurrentHashMap<>();
    private final Queue<ReservationId> begun = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begunCount = new AtomicInteger();

    /** A step under way, and what became of its hold. */
    private static final class Open {

        final HoldPlan plan;
        private final AtomicInteger extensions = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        Open(HoldPlan plan) {
            this.plan = plan;
        }

        Outcome outcome(ResourceVector held, long output) {
            return new Outcome(
                    output, Math.max(0, held.tokens() - plan.inputTokens()), extensions.get(), refused.get());
        }
    }

    /**
     * Makes forecasts.
     *
     * @param risk that of requests that do not say
     * @param prices what calls cost
     * @param estimates what is held of what is neither forecast nor constrained
     */
    Forecasts(
            BudgetForecaster forecaster,
            double risk,
            PriceSource prices,
            ResourceVector estimates,
            ForecastMeters meters) {
        this.forecaster = forecaster;
        this.risk = risk;
        this.meters = meters;
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

    /**
     * What is known of a step: what the request says, with what its call says; of a call alone that; and nothing where neither is there, and
     * nobody says how many tokens it may use. What such steps use is learned apart from others, since their input is a part of it.
     */
    private BudgetRequest.@Nullable Expected expected(BudgetRequest request) {
        BudgetRequest.Expected said = request.expected();
        ExecutionConstraints.ModelCall call = request.constraints().modelCall();
        if (said == null && call == null && request.constraints().constrainsTokens()) {
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
                ? new BudgetRequest.Expected(features, risk, false)
                : new BudgetRequest.Expected(features, said.risk(), said.streams());
    }

    /** A reservation was made by a plan; the answer is that of the first time, if it was made here before. */
    HoldPlan opened(ReservationId id, HoldPlan plan) {
        Open before = open.putIfAbsent(id, new Open(plan));
        if (before != null) {
            forget(plan);
            return before.plan;
        }
        begun.add(id);
        if (begunCount.incrementAndGet() > MAX_OPEN) {
            ReservationId oldest = begun.poll();
            begunCount.decrementAndGet();
            Open unheard = oldest == null ? null : open.remove(oldest);
            if (unheard != null) {
                forget(unheard.plan);
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
        Open step = open.remove(entry.header().id());
        if (step == null) {
            return;
        }
        long output = entry.used().tokens() - step.plan.inputTokens();
        if (entry.kind() == CloseKind.SETTLED && entry.used().tokens() > 0 && output >= 0) {
            forecaster.learn(step.plan.forecast(), step.outcome(entry.held(), output));
            meters.learned(step.plan.forecast());
        } else {
            forget(step.plan);
        }
    }

    /**
     * A reservation was to be enlarged.
     *
     * @param whole whether by all that was wanted
     */
    void extended(ReservationId id, boolean whole) {
        Open step = open.get(id);
        if (step != null) {
            step.extensions.incrementAndGet();
            if (!whole) {
                step.refused.incrementAndGet();
            }
        }
    }

    /** How good forecasts were. */
    List<ForecastFigures> figures() {
        return forecaster.figures();
    }
}
