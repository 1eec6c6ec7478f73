package io.stipend.server.internal.api;

import static io.stipend.deploy.sections.ApiKey.Permission.USE;

import io.stipend.audit.OpenReservations;
import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.StepId;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StepAdvice;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.Deployment;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** Reserve, report, extend, settle, release, by reservation or by step; and charge. */
public final class ReservationRoutes {

    private static final Logger audit = LoggerFactory.getLogger("io.stipend.server.audit");

    private static final int MAX_REASON_BYTES = 500;
    private static final String BY_ID = "/v1/reservations/{id}";
    private static final String BY_STEP = "/v1/steps/{step}";
    private static final String ADVICE = "advice";

    private final Deployment deployment;
    private final ResourceManager manager;
    private final RefusalLog refusals;
    private final Activity activity;
    private final WaitingReserves waiting;
    private final HoldReturns returns;
    private final StoreClock clock;
    private final ReservationEntries entries;

    public ReservationRoutes(
            Deployment deployment,
            RefusalLog refusals,
            Activity activity,
            WaitingReserves waiting,
            HoldReturns returns,
            StoreClock clock) {
        this.clock = clock;
        this.returns = returns;
        this.waiting = waiting;
        this.deployment = deployment;
        this.manager = deployment.manager();
        this.refusals = refusals;
        this.activity = activity;
        this.entries = new ReservationEntries(deployment.books());
    }

    /** All of them. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("POST", "/v1/reservations", USE, (Route.Deferring) this::reserve));
        routes.add(Route.get("/v1/reservations", USE, this::list));
        routes.add(Route.post("/v1/charges", USE, this::charge));
        routes.add(Route.get(BY_ID + "/entries", USE, this::entries));
        routes.add(Route.post(BY_ID + "/step", USE, this::bindStep));
        routes.add(Route.post(BY_ID + "/split", USE, this::split));
        routes.add(Route.post(BY_ID + "/release-tree", USE, this::releaseTree));
        addVerbs(routes, BY_ID, ReservationRoutes::byId);
        addVerbs(routes, BY_STEP, ReservationRoutes::byStep);
        return routes;
    }

    private void addVerbs(List<Route> routes, String place, Function<Call, ReservationRef> target) {
        routes.add(Route.get(place, USE, call -> show(call, target.apply(call))));
        routes.add(Route.post(place + "/usage", USE, call -> track(call, target.apply(call))));
        routes.add(Route.post(place + "/extend", USE, call -> extend(call, target.apply(call))));
        routes.add(Route.post(place + "/settle", USE, call -> settle(call, target.apply(call))));
        routes.add(Route.post(place + "/release", USE, call -> release(call, target.apply(call))));
    }

    private static ReservationId byId(Call call) {
        return call.place("id", id -> new ReservationId(call.caller().tenant(), id));
    }

    private static ReservationRef byStep(Call call) {
        return call.place("step", step -> new StepId(call.caller().tenant(), step));
    }

    private CompletionStage<Answer> reserve(Call call) {
        Requests.Reserve wanted = Requests.reserve(call.allow());
        if (wanted.dryRun()) {
            return CompletableFuture.completedFuture(preview(wanted.request()));
        }
        if (wanted.waiting().upTo().isZero()) {
            return CompletableFuture.completedFuture(reserved(call, manager.reserveBudget(wanted.request())));
        }
        return waiting.reserve(wanted.request(), wanted.waiting())
                .thenApply(outcome ->
                        outcome.timedOut() ? timedOut(call, outcome, wanted) : reserved(call, outcome.result()));
    }

    /** What it would be answered: nothing is held, and no refusal is noted. */
    private Answer preview(BudgetRequest request) {
        ReserveResult result = manager.previewReserve(request, deployment.accounts());
        if (result instanceof ReserveResult.Rejected rejected) {
            throw advised(Problems.refused(rejected.rejection(), deployment.accounts(), returns), rejected);
        }
        ReserveResult.Approved approved = result.orElseThrow();
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("dryRun", true);
            json.writeBooleanProperty("exists", approved.replayed());
            Json.amounts(json, "held", approved.held());
            json.writeNumberProperty("leaseMillis", approved.leaseMillis());
            writeAdvice(json, approved);
            json.writeEndObject();
        });
    }

    private static void writeAdvice(JsonGenerator json, ReserveResult result) {
        StepAdvice advice = result.advice();
        if (advice != null) {
            json.writeName(ADVICE);
            Answers.advice(advice).writeTo(json);
        }
    }

    private static RuntimeException advised(Problem problem, ReserveResult result) {
        StepAdvice advice = result.advice();
        return (advice == null ? problem : problem.with(ADVICE, Answers.advice(advice))).exception();
    }

    private Answer timedOut(Call call, WaitingReserves.Outcome outcome, Requests.Reserve wanted) {
        Rejection rejection = ((ReserveResult.Rejected) outcome.result()).rejection();
        note(call, rejection);
        Problem problem = outcome.share()
                .map(Problems::timedOut)
                .orElseGet(() -> Problems.timedOut(rejection, wanted.waiting().upTo(), deployment.accounts(), returns));
        throw advised(problem, outcome.result());
    }

    private Answer charge(Call call) {
        BudgetRequest.Charge.Result result = manager.charge(Requests.charge(call.allow()));
        if (result instanceof BudgetRequest.Charge.Result.Rejected rejected) {
            throw refused(call, rejected.rejection());
        }
        SettlementReport report = ((BudgetRequest.Charge.Result.Booked) result).report();
        return Answer.json(201, Answers.settlement(report)).replayed(report.replayed());
    }

    private Answer split(Call call) {
        BudgetRequest.Part part = Requests.part(call.allow());
        return held(call, manager.splitReservation(byId(call), part).child());
    }

    private Answer releaseTree(Call call) {
        ReservationId root = byId(call);
        Optional<String> reason =
                call.allow().body("reason").text("reason", text -> Checks.text(text, "reason", MAX_REASON_BYTES));
        List<SettlementReport> closed = manager.releaseTree(root);
        waiting.somethingReturned();
        audit.info(
                "RELEASED {} and its descendants, {} in all, in tenant {} by {}{}, trace {}",
                root.value(),
                closed.size(),
                root.tenant(),
                call.caller().name(),
                reason.map(why -> ": " + why).orElse(""),
                call.trace().traceId());
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.list(json, "closed", closed.stream().map(Answers::settlement).toList());
            json.writeEndObject();
        });
    }

    private Answer reserved(Call call, ReserveResult result) {
        if (result instanceof ReserveResult.Approved approved && !approved.replayed()) {
            clock.granted(approved.expiresAtMillis(), approved.leaseMillis());
        }
        return held(call, result);
    }

    private Answer held(Call call, ReserveResult result) {
        if (result instanceof ReserveResult.Rejected rejected) {
            note(call, rejected.rejection());
            throw advised(Problems.refused(rejected.rejection(), deployment.accounts(), returns), rejected);
        }
        ReserveResult.Approved approved = result.orElseThrow();
        if (!approved.replayed()) {
            activity.granted(call.caller().tenant());
        }
        String id = approved.reservationId().value();
        return Answer.json(201, json -> {
                    json.writeStartObject();
                    json.writeStringProperty("id", id);
                    Json.amounts(json, "held", approved.held());
                    json.writeNumberProperty("leaseMillis", approved.leaseMillis());
                    Json.time(json, "expiresAt", approved.expiresAtMillis());
                    writeAdvice(json, approved);
                    json.writeEndObject();
                })
                .replayed(approved.replayed());
    }

    private void note(Call call, Rejection rejection) {
        refusals.add(call, rejection);
        activity.refused(call.caller().tenant());
    }

    private RuntimeException refused(Call call, Rejection rejection) {
        note(call, rejection);
        return Problems.refused(rejection, deployment.accounts(), returns).exception();
    }

    private Answer list(Call call) {
        call.allow("user", "swarm", "pool", "step", "expired", "limit", "cursor");
        String tenant = call.caller().tenant();
        List<AccountId> path = new ArrayList<>();
        call.parameter("user", name -> path.add(new AccountId(tenant, AccountId.Kind.USER, name)));
        call.parameter("pool", name -> path.add(new AccountId(tenant, AccountId.Kind.POOL, name)));
        boolean expired = call.parameter("expired", Boolean::parseBoolean).orElse(false);
        OpenReservations wanted = new OpenReservations(
                path,
                call.parameter("swarm", Function.identity()).orElse(null),
                call.parameter("step", Function.identity()).orElse(null),
                Long.MAX_VALUE,
                expired ? clock.millis() : Long.MAX_VALUE);
        int limit = Paging.limit(call);
        OpenReservations.Page page = call.parameter(
                        "cursor", cursor -> wanted.page(deployment.books(), tenant, cursor, limit))
                .orElseGet(() -> wanted.page(deployment.books(), tenant, null, limit));
        List<ReservationSnapshot> found = page.reservations();
        return Paging.page(
                "reservations",
                found.stream().map(Answers::reservation).toList(),
                page.more() ? OpenReservations.cursor(found.get(found.size() - 1)) : null);
    }

    private Answer show(Call call, ReservationRef target) {
        call.allow();
        ReservationSnapshot found = manager.findReservation(target).orElseThrow(Problems::noReservation);
        return Answer.json(200, Answers.reservation(found));
    }

    private Answer entries(Call call) {
        return entries.list(call.allow("limit", "cursor"), byId(call));
    }

    private Answer bindStep(Call call) {
        JsonObject body = call.allow().body("step");
        ReservationId id = byId(call);
        String step = body.requiredText("step", text -> new StepId(id.tenant(), text).value());
        manager.setStepId(id, step);
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringProperty("id", id.value());
            json.writeStringProperty("step", step);
            json.writeEndObject();
        });
    }

    private Answer track(Call call, ReservationRef target) {
        JsonObject body = call.allow().body("id", "used", "balances");
        TrackingReport report =
                manager.trackUsage(target, Requests.usage(body), call.operation(body), body.yes("balances"));
        return Answer.json(200, Answers.progress(report)).replayed(report.replayed());
    }

    private Answer extend(Call call, ReservationRef target) {
        JsonObject body = call.allow().body("id", "more", "least", "less", "leaseMillis", "balances");
        Extension.Result result = manager.extendReservation(target, Requests.extension(body), call.operation(body));
        if (result instanceof Extension.Result.Refused refused) {
            throw refused(call, refused.rejection());
        }
        Extension.Result.Extended extended = (Extension.Result.Extended) result;
        return Answer.json(200, Answers.extended(extended)).replayed(extended.replayed());
    }

    private Answer settle(Call call, ReservationRef target) {
        JsonObject body = call.allow().body("id", "used", "overrun");
        OperationId operation = call.id(body, "id")
                .map(id -> body.make("id", id, OperationId::of))
                .orElse(OperationId.SETTLE);
        OverrunPolicy policy = Requests.overrun(body).orElse(null);
        SettlementReport report = policy == null
                ? manager.finalizeUsage(target, Requests.usage(body), operation)
                : manager.finalizeUsage(target, Requests.usage(body), policy, operation);
        return settled(report);
    }

    private Answer release(Call call, ReservationRef target) {
        JsonObject body = call.allow().body("id");
        OperationId operation = call.id(body, "id")
                .map(id -> body.make("id", id, OperationId::of))
                .orElse(OperationId.RELEASE);
        return settled(manager.releaseReservation(target, operation));
    }

    private Answer settled(SettlementReport report) {
        waiting.somethingReturned();
        return Answer.json(200, Answers.settlement(report)).replayed(report.replayed());
    }
}
