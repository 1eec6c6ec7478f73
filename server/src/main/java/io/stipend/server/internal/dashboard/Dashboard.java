package io.stipend.server.internal.dashboard;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.policy.Tier;
import io.stipend.core.policy.TierResolver;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.api.Activity;
import io.stipend.server.internal.api.Answers;
import io.stipend.server.internal.api.Refreshed.Seen;
import io.stipend.server.internal.api.StoreClock;
import io.stipend.server.internal.api.VerificationRoutes;
import io.stipend.server.internal.dashboard.AccountBoard.Order;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that the dashboard needs beyond those of agents and administrators: a tenant at a glance, pushed every second; and its
 * accounts, found and ranked. Thread safe.
 */
public final class Dashboard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Dashboard.class);

    private static final int MAX_ROWS = 100;
    private static final int ROWS = 50;
    private static final int MAX_OFFSET = 100_000_000;

    private final Deployment deployment;
    private final KeyRing keys;
    private final Sessions sessions;
    private final Activity activity;
    private final VerificationRoutes verifications;
    private final Watch watch;
    private final StoreClock clock;
    private final OverviewStreams streams;

    public Dashboard(
            Deployment deployment,
            ServerSettings settings,
            KeyRing keys,
            Sessions sessions,
            Activity activity,
            VerificationRoutes verifications,
            StoreClock clock) {
        this.deployment = deployment;
        this.keys = keys;
        this.sessions = sessions;
        this.activity = activity;
        this.verifications = verifications;
        this.watch = new Watch(deployment, clock);
        this.clock = clock;
        this.streams = new OverviewStreams(
                settings.maxStreams(), this::mayGoOn, tenant -> Json.bytes(overview(tenant)), watch::forgetIdle);
    }

    /** All of them. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new PageRoutes().routes());
        routes.addAll(new SessionRoutes(keys, sessions).routes());
        routes.add(Route.get(
                "/v1/overview",
                Permission.READ,
                call -> Answer.json(200, overview(call.allow().caller().tenant()))));
        routes.add(new Route("GET", "/v1/overview/stream", Permission.READ, (Route.Streaming) streams::begin));
        routes.add(Route.get("/v1/accounts/search", Permission.READ, this::search));
        routes.add(new ReservationTreeRoute(deployment).route());
        routes.add(new UsageRoute(deployment, clock).route());
        routes.add(new WhatIfRoute(deployment, clock).route());
        routes.add(new KeysRoute(keys, sessions).route());
        return routes;
    }

    /** How many browsers are shown the overview. */
    public int streamClients() {
        return streams.clients();
    }

    private Overview overview(String tenant) {
        return new Overview(watch, tenant, activity, verifications);
    }

    /** Whether whoever began to listen may still: a session may have ended, and a key may have been taken out. */
    private boolean mayGoOn(Call call) {
        Sessions.Session session = call.visitor().session();
        Optional<Caller> caller = session == null ? keys.again(call.caller()) : sessions.caller(session);
        return caller.filter(now -> now.may(Permission.READ)).isPresent();
    }

    private Answer search(Call call) {
        call.allow("text", "kind", "concern", "order", "offset", "limit");
        AccountBoard.Wanted wanted = new AccountBoard.Wanted(
                call.parameter("text", text -> text.toLowerCase(Locale.ROOT)).orElse(""),
                call.parameter("kind", choice("kind", AccountId.Kind.values(), AccountId.Kind::label))
                        .orElse(null),
                call.parameter("concern", choice("concern", Concern.values(), Concern::label))
                        .orElse(null),
                call.parameter("order", choice("order", Order.values(), Order::label))
                        .orElse(Order.USE));
        int offset = call.whole("offset", 0, MAX_OFFSET, 0);
        int limit = call.whole("limit", 1, MAX_ROWS, ROWS);
        Seen<AccountBoard> board = watch.tenant(call.caller().tenant()).board().await();
        AccountBoard.Page page = board.value().page(wanted, offset, limit);
        List<JsonAnswer> rows =
                page.rows().stream().flatMap(row -> found(row).stream()).toList();
        return Answer.json(200, json -> {
            json.writeStartObject();
            Json.time(json, "asOf", board.atMillis());
            json.writeNumberProperty("total", page.total());
            Json.list(json, "accounts", rows);
            json.writeEndObject();
        });
    }

    private static <T> Function<String, T> choice(String name, T[] values, Function<T, String> label) {
        return text -> Arrays.stream(values)
                .filter(value -> label.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(name + " is '" + JsonObject.shown(text)
                        + "'; give one of " + Arrays.stream(values).map(label).toList()));
    }

    /** An account as it is now, at the place that it had when all were looked at. */
    private Optional<JsonAnswer> found(BoardRow row) {
        return deployment.accounts().show(row.account()).map(view -> json -> {
            json.writeStartObject();
            Answers.writeAccount(json, view);
            tier(row.account()).ifPresent(tier -> json.writeStringProperty("tier", tier));
            Overview.writeRow(json, BoardRow.of(view, row.spending(), System.currentTimeMillis()));
            json.writeEndObject();
        });
    }

    private Optional<String> tier(AccountId account) {
        if (account.kind() != AccountId.Kind.USER) {
            return Optional.empty();
        }
        try {
            return deployment
                    .tiers()
                    .map(tiers -> tiers.tierOf(account.tenant(), account.name()))
                    .map(Tier::name);
        } catch (TierResolver.UnavailableException e) {
            log.debug("a list of accounts does without a tier", e);
            return Optional.empty();
        }
    }

    /** Ends all streams. */
    public void end() {
        streams.close();
    }

    @Override
    public void close() {
        end();
        watch.close();
    }
}
