package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.foresight.advice.Advice;
import io.stipend.foresight.advice.BudgetState;
import io.stipend.foresight.advice.Offer;
import io.stipend.foresight.advice.StepNeed;
import io.stipend.foresight.price.ModelUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks a strategy what to do with each request of a simulation, by the account of its user as it stands, and counts what comes of it. A
 * period that never ends is paced over the log.
 */
final class Advisor {

    private final StrategyPlan strategy;
    private final AccountAdministration accounts;
    private final Trace trace;
    private final BudgetPlan plan;
    private final String tenant;

    private final Map<String, Long> finished = new TreeMap<>();
    private long waited;
    private long waitedMillis;
    private long deferred;
    private long refused;
    private long truncated;
    private long wasted;

    Advisor(StrategyPlan strategy, AccountAdministration accounts, Trace trace, BudgetPlan plan, String tenant) {
        this.strategy = strategy;
        this.accounts = accounts;
        this.trace = trace;
        this.plan = plan;
        this.tenant = tenant;
    }

    /** What to do with a request that is expected to need so much output; empty where its user has no limit, or it has no price. */
    Optional<Advice> advise(PreparedRequest prepared, long outputTokens, long nowMillis) {
        TraceRequest request = prepared.request();
        if (prepared.script().basis() == RequestScript.Basis.OWN_FIGURES) {
            return Optional.empty();
        }
        return budget(prepared, nowMillis)
                .map(budget -> strategy.strategy()
                        .advise(
                                budget,
                                new StepNeed(
                                        request.inputTokens(),
                                        outputTokens,
                                        tokens -> tokens < outputTokens ? 1 : 0,
                                        Set.of(),
                                        true),
                                offers(request)));
    }

    private List<Offer> offers(TraceRequest request) {
        List<Offer> offers = new ArrayList<>();
        offers.add(new Offer(nameOf(request), Set.of(), price(request, plan.pricing())));
        strategy.others()
                .forEach(other -> offers.add(new Offer(other.name(), Set.of(), price(request, other.pricing()))));
        return offers;
    }

    private static String nameOf(TraceRequest request) {
        return request.model().orElse("the log's");
    }

    private static Offer.Price price(TraceRequest request, Pricing pricing) {
        return (input, output) -> pricing.cost(request, output).orElseThrow().units();
    }

    private Optional<BudgetState> budget(PreparedRequest prepared, long nowMillis) {
        AccountId user = new AccountId(tenant, AccountId.Kind.USER, prepared.user());
        AccountTerms terms = prepared.path().getOrDefault(user, AccountTerms.UNLIMITED);
        OptionalLong limit = terms.limits().find(Resource.CREDITS);
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        long committed = accounts.show(user)
                .map(view -> view.reserved().credits() + view.spent().credits())
                .orElse(0L);
        LimitPeriod period = terms.period();
        boolean never = period.unit() == LimitPeriod.Unit.NEVER;
        long start = never ? trace.startMillis() : startMillis(period, nowMillis);
        long end = never ? trace.startMillis() + trace.spanMillis() + 1 : period.endMillis(nowMillis);
        return Optional.of(new BudgetState(limit.getAsLong(), committed, start, end, nowMillis));
    }

    /** The end of the last period that is over. */
    private static long startMillis(LimitPeriod period, long nowMillis) {
        long start = period.endMillis(nowMillis - period.maxMillis());
        for (long next = period.endMillis(start); next <= nowMillis; next = period.endMillis(start)) {
            start = next;
        }
        return start;
    }

    /** The same request on another model. */
    PreparedRequest on(String model, PreparedRequest prepared) {
        Pricing pricing = strategy.others().stream()
                .filter(other -> other.name().equals(model))
                .findFirst()
                .<Pricing>map(StrategyPlan.OtherModel::pricing)
                .orElseGet(plan::pricing);
        TraceRequest request = prepared.request();
        return PreparedRequest.of(
                changed(request, Optional.of(model), request.usage()), trace, plan.pricedBy(pricing), tenant);
    }

    /** The same request, cut off after so many tokens of its answer. */
    PreparedRequest cutOff(long outputTokens, PreparedRequest prepared) {
        TraceRequest request = prepared.request();
        if (request.outputTokens() <= outputTokens) {
            return prepared;
        }
        ModelUsage usage = request.usage();
        ModelUsage cut = new ModelUsage(
                usage.inputTokens(),
                usage.cachedInputTokens(),
                usage.cacheWriteTokens(),
                outputTokens,
                0,
                usage.requests(),
                usage.images(),
                usage.mediaMillis(),
                usage.batch());
        return PreparedRequest.of(changed(request, request.model(), cut), trace, plan, tenant);
    }

    private static TraceRequest changed(TraceRequest request, Optional<String> model, ModelUsage usage) {
        boolean same = model.equals(request.model());
        return new TraceRequest(
                request.line(),
                request.at(),
                request.user(),
                request.session(),
                model,
                same ? request.provider() : Optional.empty(),
                usage,
                Optional.empty(),
                request.duration(),
                request.failed());
    }

    void waits(SimulatedCall call, long millis) {
        waited += call.waitsFirst() ? 1 : 0;
        waitedMillis += millis;
    }

    void defers() {
        deferred++;
    }

    void refuses() {
        refused++;
    }

    /** A request ran to its end, which may have been earlier than that of its answer. */
    void finished(PreparedRequest prepared, boolean isCut, long charged) {
        finished.merge(prepared.request().model().orElse(""), 1L, Long::sum);
        truncated += isCut ? 1 : 0;
        wasted += isCut ? charged : 0;
    }

    StrategyReport report() {
        return new StrategyReport(
                strategy.inWords(), finished, waited, waitedMillis, deferred, refused, truncated, wasted);
    }
}
