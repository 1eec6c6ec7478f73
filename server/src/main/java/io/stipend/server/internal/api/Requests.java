package io.stipend.server.internal.api;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.pools.Wait;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes of a body what the manager takes. */
final class Requests {

    /** What a service knows of the credits at hand: no bound, for accounts are what bounds its callers. */
    private static final AvailableResources ANY = AvailableResources.credits(Credits.MAX);

    /** What can be reported and held besides the slot that each reservation has. */
    private static final List<Resource> MEASURED =
            List.of(Resource.CREDITS, Resource.TOKENS, Resource.API_CALLS, Resource.COMPUTE_TIME, Resource.MEMORY);

    private static final List<String> MEASURED_NAMES =
            MEASURED.stream().map(Json::name).toList();

    private static final int MAX_PRIORITY = 1_000;
    private static final long MAX_LEASE_MILLIS = Duration.ofDays(30).toMillis();

    private static final String[] RESERVE = {
        "id",
        "user",
        "swarm",
        "pools",
        "step",
        "leaseMillis",
        "onExpiry",
        "attributes",
        "constraints",
        "model",
        "inputTokens",
        "maxOutputTokens",
        "hold",
        "waitUpToMillis",
        "priority",
        "dryRun",
        "advise",
        "expect"
    };

    private Requests() {}

    /**
     * What a reserve asks for.
     *
     * @param waiting whether and how it waits for holds to return, or for a share of a pool
     * @param dryRun whether it only asks what it would be answered
     */
    record Reserve(BudgetRequest request, Wait waiting, boolean dryRun) {}

    /** Reads a reserve. */
    static Reserve reserve(Call call) {
        JsonObject body = call.body(RESERVE);
        long wait =
                body.whole("waitUpToMillis", 0, WaitingReserves.MAX_WAIT_MILLIS).orElse(0);
        int priority = (int) body.whole("priority", 0, MAX_PRIORITY).orElse(0);
        return new Reserve(
                budget(call, body), Wait.upTo(Duration.ofMillis(wait)).withPriority(priority), body.yes("dryRun"));
    }

    private static BudgetRequest budget(Call call, JsonObject body) {
        BudgetRequest.Builder request = BudgetRequest.builder(ANY, constraints(body))
                .tenant(call.caller().tenant())
                .traceId(call.trace().kept());
        call.id(body, "id").ifPresent(id -> body.make("id", id, request::reservationId));
        body.text("user", request::user);
        body.text("swarm", request::swarm);
        body.text("step", request::step);
        List<String> pools = body.texts("pools");
        body.make("pools", pools, names -> request.pools(names.toArray(String[]::new)));
        body.whole("leaseMillis", 1, MAX_LEASE_MILLIS)
                .ifPresent(millis -> body.make("leaseMillis", millis, ms -> request.lease(Duration.ofMillis(ms))));
        choice(body, "onExpiry", OnExpiry.values()).ifPresent(request::onExpiry);
        Map<String, String> attributes = body.textMap("attributes");
        attributes.forEach((name, value) -> body.make("attributes", name, key -> request.attribute(key, value)));
        if (!attributes.containsKey(UsageQuery.MODEL_ATTRIBUTE)) {
            // Usage is summed by it.
            body.text("model", model -> request.attribute(UsageQuery.MODEL_ATTRIBUTE, model));
        }
        body.object("hold").map(Requests::amounts).ifPresent(hold -> hold.forEach(request::hold));
        if (body.yes("advise")) {
            request.advise();
        }
        body.object("expect").map(Requests::expected).ifPresent(request::expect);
        requireSomebody(call, body, pools);
        return body.make(body.has("hold") ? "hold" : "constraints", "", unused -> request.build());
    }

    /** What is known of a step besides the call that it names, for a forecast of what it uses. */
    private static BudgetRequest.Expected expected(JsonObject expect) {
        expect.allow(List.of("key", "previousOutput", "risk"));
        long previous = expect.whole("previousOutput", 0, Checks.MAX_AMOUNT).orElse(Features.UNKNOWN);
        String key = expect.text("key").orElse(null);
        Features features = expect.make(
                "key",
                String.valueOf(key),
                unused -> new Features(Checks.DEFAULT_TENANT, null, key, Features.UNKNOWN, previous, Features.UNKNOWN));
        return new BudgetRequest.Expected(
                features, expect.share("risk").orElse(BudgetRequest.Expected.DEFAULT_RISK), false);
    }

    /** What a charge books. */
    static BudgetRequest.Charge charge(Call call) {
        JsonObject body = call.body("id", "user", "swarm", "pools", "attributes", "used", "overrun");
        if (!body.has("used")) {
            throw body.missing("used", "what was used");
        }
        BudgetRequest.Charge.Builder charge = BudgetRequest.Charge.builder(usage(body))
                .tenant(call.caller().tenant())
                .traceId(call.trace().kept());
        call.id(body, "id").ifPresent(id -> body.make("id", id, charge::id));
        body.text("user", charge::user);
        body.text("swarm", charge::swarm);
        List<String> pools = body.texts("pools");
        body.make("pools", pools, names -> charge.pools(names.toArray(String[]::new)));
        body.textMap("attributes")
                .forEach((name, value) -> body.make("attributes", name, key -> charge.attribute(key, value)));
        overrun(body).ifPresent(charge::overrun);
        requireSomebody(call, body, pools);
        return body.make("used", "", unused -> charge.build());
    }

    /** The part of a hold that a sub-agent is to have. */
    static BudgetRequest.Part part(Call call) {
        JsonObject body = call.body("id", "amounts", "step", "leaseMillis", "onExpiry", "attributes");
        if (!body.has("amounts")) {
            throw body.missing("amounts", "the amounts that the part is to hold");
        }
        BudgetRequest.Part part = body.make("amounts", "", unused -> BudgetRequest.Part.of(vector(body, "amounts")));
        Optional<String> id = call.id(body, "id");
        if (id.isPresent()) {
            part = body.make("id", id.get(), part::reservationId);
        }
        part = body.text("step", part::step).orElse(part);
        OptionalLong lease = body.whole("leaseMillis", 1, MAX_LEASE_MILLIS);
        if (lease.isPresent()) {
            part = part.lease(Duration.ofMillis(lease.getAsLong()));
        }
        part = choice(body, "onExpiry", OnExpiry.values()).map(part::onExpiry).orElse(part);
        for (Map.Entry<String, String> attribute : body.textMap("attributes").entrySet()) {
            BudgetRequest.Part before = part;
            part = body.make("attributes", attribute.getKey(), key -> before.attribute(key, attribute.getValue()));
        }
        return part;
    }

    private static void requireSomebody(Call call, JsonObject body, List<String> pools) {
        boolean nobody = !body.has("user") && !body.has("swarm") && pools.isEmpty();
        if (nobody && !call.caller().may(Permission.NOBODY)) {
            throw Problem.of(403, "NOBODY_TO_CHARGE", "the request names no user, swarm or pool to charge")
                    .at(body.child("user"), null)
                    .remedy("give user, swarm or pools; or use a key that may reserve for 'nobody'")
                    .exception();
        }
    }

    private static ExecutionConstraints constraints(JsonObject body) {
        ExecutionConstraints.Builder limit = ExecutionConstraints.builder();
        Map<Resource, Long> amounts =
                body.object("constraints").map(Requests::amounts).orElse(Map.of());
        amounts.forEach((resource, amount) -> {
            switch (resource) {
                case CREDITS -> limit.maxCost(Credits.ofUnits(amount));
                case TOKENS -> limit.maxTokens(amount);
                case API_CALLS -> limit.maxApiCalls(amount);
                case COMPUTE_TIME -> limit.maxTime(Duration.ofMillis(amount));
                case MEMORY -> limit.maxMemoryBytes(amount);
                case SLOTS -> throw new IllegalStateException("not among what is measured");
            }
        });
        addCall(body, limit);
        return limit.build();
    }

    /** The call of a model whose price bounds what is not constrained. */
    private static void addCall(JsonObject body, ExecutionConstraints.Builder limit) {
        for (String tokens : List.of("inputTokens", "maxOutputTokens")) {
            if (body.has(tokens) != body.has("model")) {
                throw body.missing(
                        body.has("model") ? tokens : "model",
                        "model, inputTokens and maxOutputTokens, or none of them");
            }
        }
        body.text(
                "model",
                model -> limit.modelCall(
                        model,
                        body.requiredAmount("inputTokens", Resource.TOKENS),
                        body.requiredAmount("maxOutputTokens", Resource.TOKENS)));
    }

    /** The amounts that an object has. */
    private static Map<Resource, Long> amounts(JsonObject object) {
        object.allow(MEASURED_NAMES);
        Map<Resource, Long> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : MEASURED) {
            OptionalLong amount = object.amount(Json.name(resource), resource);
            if (amount.isPresent()) {
                amounts.put(resource, amount.getAsLong());
            }
        }
        return amounts;
    }

    /** What was used: what is not there is not reported. */
    static ResourceUsage usage(JsonObject body) {
        ResourceUsage.Builder usage = ResourceUsage.builder();
        body.object("used").map(Requests::amounts).orElse(Map.of()).forEach((resource, amount) -> {
            switch (resource) {
                case CREDITS -> usage.creditUnits(amount);
                case TOKENS -> usage.tokens(amount);
                case API_CALLS -> usage.apiCalls(amount);
                case COMPUTE_TIME -> usage.computeMillis(amount);
                case MEMORY -> usage.memoryBytes(amount);
                case SLOTS -> throw new IllegalStateException("not among what is measured");
            }
        });
        return usage.build();
    }

    /** What to do with more usage than was held; empty for what the deployment does. */
    static Optional<OverrunPolicy> overrun(JsonObject body) {
        return choice(body, "overrun", OverrunPolicy.values());
    }

    private static <E extends Enum<E>> Optional<E> choice(JsonObject body, String member, E[] values) {
        return body.text(member)
                .map(name -> Arrays.stream(values)
                        .filter(value -> value.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> body.wrong(member, "one of " + Arrays.toString(values))));
    }

    /** By how much to change a hold. */
    static Extension extension(JsonObject body) {
        ResourceVector more = vector(body, "more");
        ResourceVector less = vector(body, "less");
        ResourceVector least = body.has("least") ? vector(body, "least") : more;
        String blamed = new ArrayList<>(List.of("least", "less", "more"))
                .stream().filter(body::has).findFirst().orElse("more");
        HoldChange change = body.make(blamed, "", unused -> new HoldChange(more, least, less));
        long lease = body.whole("leaseMillis", 1, MAX_LEASE_MILLIS).orElse(0);
        return body.make(
                blamed,
                "",
                unused -> new Extension(change, lease, Extension.Owner.UNKNOWN, Map.of(), body.yes("balances")));
    }

    private static ResourceVector vector(JsonObject body, String name) {
        return ResourceVector.of(body.object(name).map(Requests::amounts).orElse(Map.of()));
    }
}
