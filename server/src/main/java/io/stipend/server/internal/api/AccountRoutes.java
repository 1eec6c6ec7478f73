package io.stipend.server.internal.api;

import static io.stipend.deploy.sections.ApiKey.Permission.OPERATE;
import static io.stipend.deploy.sections.ApiKey.Permission.READ;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.Deployment;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts: what they have, what was done to them, and what is to be done. Each change keeps who and why; the log says in which trace. */
public final class AccountRoutes {

    private static final Logger audit = LoggerFactory.getLogger("io.stipend.server.audit");

    private static final String ONE = "/v1/accounts/{account}";

    private final Deployment deployment;
    private final AccountAdministration accounts;
    private final ChangeLog changes;
    private final AccountForecasts forecasts;

    public AccountRoutes(Deployment deployment, ChangeLog changes, StoreClock clock) {
        this.deployment = deployment;
        this.accounts = deployment.accounts();
        this.changes = changes;
        this.forecasts = new AccountForecasts(deployment.books(), clock);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/accounts", READ, this::list),
                Route.get(ONE, READ, this::show),
                Route.get(ONE + "/history", READ, this::history),
                Route.post(ONE + "/limit", OPERATE, this::limit),
                Route.post(ONE + "/grant", OPERATE, this::grant),
                Route.post(ONE + "/revoke", OPERATE, this::revoke),
                Route.post(ONE + "/adjust", OPERATE, this::adjust),
                Route.post(ONE + "/freeze", OPERATE, call -> freeze(call, true)),
                Route.post(ONE + "/unfreeze", OPERATE, call -> freeze(call, false)));
    }

    private static AccountId account(Call call) {
        return call.place("account", text -> AccountId.parse(call.caller().tenant(), text));
    }

    private Answer list(Call call) {
        call.allow("limit", "cursor");
        int limit = Paging.limit(call);
        String tenant = call.caller().tenant();
        List<AccountView> views = call.parameter("cursor", text -> AccountId.parse(tenant, text))
                .map(after -> accounts.list(tenant, after, limit + 1))
                .orElseGet(() -> accounts.list(tenant, null, limit + 1));
        List<AccountView> page = views.subList(0, Math.min(limit, views.size()));
        return Paging.page(
                "accounts",
                page.stream().map(Answers::account).toList(),
                views.size() > limit ? page.get(limit - 1).account().toString() : null);
    }

    private Answer show(Call call) {
        call.allow("forecast");
        boolean forecast = call.flag("forecast");
        AccountId id = account(call);
        Optional<AccountView> found = accounts.show(id);
        Optional<Tier> tier = id.kind() == AccountId.Kind.USER
                ? deployment.tiers().map(tiers -> tiers.tierOf(id.tenant(), id.name()))
                : Optional.empty();
        AccountView view = found.orElseThrow(() -> Problem.of(
                        404, "ACCOUNT_NOT_FOUND", "nothing has touched account " + Checks.shown(id.toString()) + " yet")
                .remedy("look whether its name is right; a first reserve or grant makes it")
                .exception());
        List<JsonAnswer> windows = tier.stream()
                .flatMap(known -> known.windows().stream())
                .flatMap(window -> accounts.show(window.accountOf(id.tenant(), id.name())).stream()
                        .map(ofWindow -> window(window.name(), ofWindow)))
                .toList();
        Optional<JsonAnswer> whenEmpty = forecast ? forecasts.of(view) : Optional.empty();
        return Answer.json(200, json -> {
            json.writeStartObject();
            Answers.writeAccount(json, view);
            Json.text(json, "tier", tier.map(Tier::name).orElse(null));
            Json.list(json, "windows", windows);
            whenEmpty.ifPresent(told -> {
                json.writeName("forecast");
                told.writeTo(json);
            });
            json.writeEndObject();
        });
    }

    private static JsonAnswer window(String name, AccountView view) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("window", name);
            Answers.writeAccount(json, view);
            json.writeEndObject();
        };
    }

    private Answer history(Call call) {
        call.allow("limit", "cursor");
        int limit = Paging.limit(call);
        long after = call.parameter("cursor", Cursors::number).orElse(0L);
        List<AccountChanged> entries = deployment.books().history(account(call), after, limit + 1);
        List<AccountChanged> page = entries.subList(0, Math.min(limit, entries.size()));
        return Paging.page(
                "changes",
                page.stream().map(Answers::change).toList(),
                entries.size() > limit ? Long.toString(page.get(limit - 1).sequence()) : null);
    }

    private Answer limit(Call call) {
        JsonObject body = call.allow().body("id", "resource", "limit", "unlimited", "clear", "reason");
        Resource of = resource(body);
        long given = Stream.of("limit", "unlimited", "clear")
                .filter(name -> name.equals("limit") ? body.has(name) : body.yes(name))
                .count();
        if (given != 1) {
            throw Problem.of(400, "INVALID_VALUE", "the body does not say one thing about the limit")
                    .at(body.child("limit"), null)
                    .remedy("give limit, or \"unlimited\": true, or \"clear\": true for what policy says")
                    .exception();
        }
        AccountId id = account(call);
        OperationId operation = call.operation(body);
        if (body.yes("clear")) {
            return change(call, body, why -> new AccountCommand.ClearLimit(id, operation, of, why));
        }
        long limit = body.yes("unlimited") ? Limits.UNLIMITED : body.requiredAmount("limit", of);
        return change(call, body, why -> new AccountCommand.SetLimit(id, operation, of, limit, why));
    }

    private Answer grant(Call call) {
        JsonObject body = call.allow().body("id", "resource", "amount", "reason");
        Resource of = resource(body);
        long amount = body.requiredAmount("amount", of);
        OperationId operation = call.operation(body);
        return change(call, body, why -> new AccountCommand.Grant(account(call), operation, of, amount, why));
    }

    private Answer revoke(Call call) {
        JsonObject body = call.allow().body("id", "resource", "amount", "reason");
        Resource of = resource(body);
        long amount = body.amount("amount", of).orElse(Checks.MAX_AMOUNT);
        OperationId operation = call.operation(body);
        return change(call, body, why -> new AccountCommand.Revoke(account(call), operation, of, amount, why));
    }

    private Answer adjust(Call call) {
        JsonObject body = call.allow().body("id", "resource", "refund", "charge", "reason");
        Resource of = resource(body);
        if (body.has("refund") == body.has("charge")) {
            throw Problem.of(400, "INVALID_VALUE", "the body does not say whether to refund or to charge")
                    .at(body.child("refund"), null)
                    .remedy("give refund or charge, an amount")
                    .exception();
        }
        long delta = body.has("refund") ? -body.requiredAmount("refund", of) : body.requiredAmount("charge", of);
        OperationId operation = call.operation(body);
        return change(call, body, why -> new AccountCommand.Adjust(account(call), operation, of, delta, why));
    }

    private Answer freeze(Call call, boolean freezes) {
        JsonObject body = call.allow().body("id", "reason");
        AccountId id = account(call);
        OperationId operation = call.operation(body);
        String by = call.caller().name();
        String why = why(body);
        return answer(
                call,
                body.make(
                        "reason",
                        why,
                        text -> freezes
                                ? new AccountCommand.Freeze(id, operation, by, text)
                                : new AccountCommand.Unfreeze(id, operation, by, text)));
    }

    /** Makes a command with who and why, and does it. */
    private Answer change(Call call, JsonObject body, Function<String, AccountCommand> command) {
        return answer(call, body.make("reason", call.caller().name() + ": " + why(body), command));
    }

    private static String why(JsonObject body) {
        return body.requiredText("reason", text -> {
            if (text.isBlank()) {
                throw new InvalidRequestException("reason is blank; say why, it is kept in the account's history");
            }
            return text.strip();
        });
    }

    private static Resource resource(JsonObject body) {
        return body.text("resource")
                .map(name -> Json.resource(name)
                        .orElseThrow(() -> body.wrong("resource", "one of " + String.join(", ", Json.names()))))
                .orElse(Resource.CREDITS);
    }

    private Answer answer(Call call, AccountCommand command) {
        AccountOutcome outcome = accounts.apply(command);
        return outcome.foldChange(
                changed -> {
                    AccountChanged entry = changed.entry();
                    if (!changed.replayed()) {
                        changes.add(entry);
                    }
                    // The journal keeps who and why. The trace is no part of it: a second try may be made in another
                    // one.
                    audit.info(
                            "{} of {} in tenant {} (entry {}{}) by {}, trace {}",
                            entry.change(),
                            entry.account(),
                            entry.tenant(),
                            entry.sequence(),
                            changed.replayed() ? ", again" : "",
                            entry.reason(),
                            call.trace().traceId());
                    return Answer.json(200, Answers.change(entry)).replayed(changed.replayed());
                },
                () -> {
                    throw Problem.of(
                                    409,
                                    "ID_CONFLICT",
                                    "operation id "
                                            + Checks.shown(command.operationId().toString()) + " was used on account "
                                            + command.account() + " before, for something else; the first use stands")
                            .remedy("use a new id for a new change")
                            .exception();
                });
    }
}
