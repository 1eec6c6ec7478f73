package io.stipend.server.internal.http;

import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import io.stipend.server.internal.json.ProblemException;
import java.util.Optional;
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
    static Visitor admit(KeyRing keys, Sessions sessions, Route route, Request request) {
        Visitor visitor = visitor(keys, sessions, request);
        Permission needed = route.permission();
        if (keys.isOpen()) {
            requireLocalName(request);
        }
        if (!request.getHeaders().contains(HttpHeader.AUTHORIZATION)) {
            SameOrigin.require(request, visitor.session() != null);
        }
        if (needed == null) {
            return visitor;
        }
        Caller caller = visitor.caller();
        if (caller.isNobody()) {
            throw unauthenticated(request);
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
        return visitor;
    }

    /** Whom a key names, or else a session. */
    private static Visitor visitor(KeyRing keys, Sessions sessions, Request request) {
        boolean secure = request.isSecure();
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        Optional<Caller> ofKey = keys.caller(authorization);
        if (ofKey.isPresent() || authorization != null) {
            return new Visitor(ofKey.orElse(Caller.NOBODY), null, secure);
        }
        return sessions.find(SessionCookie.read(request))
                .flatMap(session -> sessions.caller(session).map(caller -> new Visitor(caller, session, secure)))
                .orElseGet(() -> new Visitor(Caller.NOBODY, null, secure));
    }

    private static ProblemException unauthenticated(Request request) {
        boolean given = request.getHeaders().contains(HttpHeader.AUTHORIZATION);
        boolean session = SessionCookie.read(request) != null;
        return Problem.of(
                        401,
                        "UNAUTHENTICATED",
                        given ? "nobody is known by this key" : session ? "the session has ended" : "no key was given")
                .remedy("send Authorization: Bearer SECRET, with a secret that `stipend key new` made")
                .exception();
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
