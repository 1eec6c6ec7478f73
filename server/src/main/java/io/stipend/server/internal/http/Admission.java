package io.stipend.server.internal.http;

import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import io.stipend.server.internal.json.ProblemException;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What is looked at before a request is worked on: who, whether they may, how often, and what comes with it. */
final class Admission {

    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(;\\s*charset=\"?utf-?8\"?\\s*)?", Pattern.CASE_INSENSITIVE);

    private Admission() {}

    /** Who calls, if they may. */
    static Caller admit(KeyRing keys, Route route, Request request) {
        Permission needed = route.permission();
        Caller caller =
                keys.caller(request.getHeaders().get(HttpHeader.AUTHORIZATION)).orElse(null);
        if (keys.isOpen()) {
            requireLocalName(request);
        }
        if (needed == null) {
            return caller == null ? Caller.NOBODY : caller;
        }
        if (caller == null) {
            boolean given = request.getHeaders().contains(HttpHeader.AUTHORIZATION);
            throw Problem.of(401, "UNAUTHENTICATED", given ? "nobody is known by this key" : "no key was given")
                    .remedy("send Authorization: Bearer SECRET, with a secret that `stipend key new` made")
                    .exception();
        }
        if (!caller.may(needed)) {
            throw notPermitted(caller, needed);
        }
        if (!caller.take()) {
            throw Problem.of(429, "TOO_MANY_REQUESTS", "key " + caller.name() + " makes more requests than it may")
                    .remedy("wait a second, and make fewer")
                    .retryAfter(1)
                    .exception();
        }
        return caller;
    }

    /** That a caller may not do something. */
    static ProblemException notPermitted(Caller caller, Permission needed) {
        return Problem.of(
                        403,
                        "NOT_PERMITTED",
                        "key " + caller.name() + " may not " + needed.label() + "; that needs the permission '"
                                + needed.label() + "'")
                .remedy("use another key, or add '" + needed.label() + "' to what this one may")
                .exception();
    }

    /** Where no key is asked for, a page of the web must not reach the service by a name that leads to this machine. */
    private static void requireLocalName(Request request) {
        if (!LOCAL_NAMES.contains(String.valueOf(Request.getServerName(request)))) {
            throw Problem.of(403, "NOT_LOCAL", "without keys, the service answers to the names of this machine alone")
                    .remedy("call it as localhost, or give it keys")
                    .exception();
        }
    }

    /** Refuses a body that is no JSON by its type, or too long by its length. */
    static void checkBody(Request request) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        long length = request.getLength();
        if (length != 0 && (type == null || !JSON.matcher(type).matches())) {
            throw Problem.of(415, "UNSUPPORTED_MEDIA_TYPE", "the body is not application/json by its Content-Type")
                    .at(null, type == null ? null : JsonObject.shown(type))
                    .remedy("send Content-Type: application/json")
                    .exception();
        }
        if (length > Exchange.MAX_BODY_BYTES) {
            throw bodyTooLarge();
        }
    }

    static ProblemException bodyTooLarge() {
        return Problem.of(413, "BODY_TOO_LARGE", "the body is longer than " + Exchange.MAX_BODY_BYTES + " bytes")
                .remedy("send less")
                .exception();
    }

    /** The key without the quotes that the standard puts around it. */
    static @Nullable String idempotencyKey(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
