package io.stipend.server.internal.dashboard;

import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;

/** Who may do what in a tenant: the names of its keys, never what they are. */
final class KeysRoute {

    private final KeyRing keys;
    private final Sessions sessions;

    KeysRoute(KeyRing keys, Sessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    Route route() {
        return Route.get("/v1/keys", Permission.OPERATE, this::list);
    }

    private Answer list(Call call) {
        String tenant = call.allow().caller().tenant();
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanProperty("open", keys.isOpen());
            json.writeNumberProperty("sessions", sessions.countOf(tenant));
            Json.list(
                    json,
                    "keys",
                    keys.keysOf(tenant).stream().map(KeysRoute::key).toList());
            json.writeEndObject();
        });
    }

    private static JsonAnswer key(ApiKey key) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("name", key.name());
            Json.texts(json, "may", key.may().stream().map(Permission::label).toList());
            if (key.requestsPerSecond().isPresent()) {
                json.writeNumberProperty(
                        "requestsPerSecond", key.requestsPerSecond().getAsInt());
            }
            json.writeEndObject();
        };
    }
}
