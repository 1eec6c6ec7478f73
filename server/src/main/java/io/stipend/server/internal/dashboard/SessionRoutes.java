package io.stipend.server.internal.dashboard;

import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.http.SessionCookie;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions of browsers: a person shows a key once, and the browser keeps a cookie for a while. */
public final class SessionRoutes {

    private static final Logger audit = LoggerFactory.getLogger("io.stipend.server.audit");

    private final KeyRing keys;
    private final Sessions sessions;

    public SessionRoutes(KeyRing keys, Sessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/session", null, this::show),
                new Route("POST", "/v1/session", null, (Route.Answering) this::begin),
                new Route("POST", "/v1/session/end", null, (Route.Answering) this::end));
    }

    private Answer show(Call call) {
        return session(call.allow().caller(), call.visitor().session());
    }

    private Answer begin(Call call) {
        String secret = call.allow().body("key").requiredText("key", text -> text);
        Caller caller = keys.owner(secret)
                .orElseThrow(() -> Problem.of(401, "UNAUTHENTICATED", "nobody is known by this key")
                        .remedy("give a secret that `stipend key new` made, and whose hash is in the configuration")
                        .exception());
        if (!caller.take()) {
            throw Problem.of(429, "TOO_MANY_REQUESTS", "key " + caller.name() + " makes more requests than it may")
                    .remedy("wait a second, and make fewer")
                    .retryAfter(1)
                    .exception();
        }
        Sessions.Opened opened = sessions.open(caller);
        audit.info(
                "key {} of tenant {} opens a session, trace {}",
                caller.name(),
                caller.tenant(),
                call.trace().traceId());
        return session(caller, opened.session())
                .with(
                        "Set-Cookie",
                        SessionCookie.keep(
                                opened.token(),
                                sessions.lifetime(),
                                call.visitor().secure()));
    }

    private Answer end(Call call) {
        call.allow().body();
        Sessions.Session session = call.visitor().session();
        if (session != null) {
            sessions.end(session);
        }
        return session(Caller.NOBODY, null)
                .with("Set-Cookie", SessionCookie.forget(call.visitor().secure()));
    }

    /** Who is known, and what they may; whether a key is asked for at all. */
    private Answer session(Caller caller, Sessions.@Nullable Session session) {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("open", keys.isOpen());
            json.writeBooleanProperty("known", !caller.isNobody());
            if (!caller.isNobody()) {
                json.writeStringProperty("key", caller.name());
                json.writeStringProperty("tenant", caller.tenant());
            }
            Json.texts(
                    json,
                    "may",
                    caller.permissions().stream().map(Permission::label).toList());
            if (session != null) {
                Json.time(json, "endsAt", session.endsAtMillis());
            }
            json.writeEndObject();
        });
    }
}
