package io.stipend.server.internal.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The cookie that has a session's token. Scripts cannot read it, and other sites' pages cannot have it sent. */
public final class SessionCookie {

    private static final String PLAIN = "stipend-session";

    /** Browsers take a cookie with this name only over TLS, and only for this host. */
    private static final String SECURE = "__Host-" + PLAIN;

    private SessionCookie() {}

    /** The header that has a browser keep a token for a while. */
    public static String keep(String token, Duration lifetime, boolean secure) {
        return name(secure) + '=' + token + "; Path=/; Max-Age=" + lifetime.toSeconds() + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    /** The header that has a browser forget it. */
    public static String forget(boolean secure) {
        return keep("", Duration.ZERO, secure);
    }

    static @Nullable String read(Request request) {
        String wanted = name(request.isSecure());
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(wanted)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    private static String name(boolean secure) {
        return secure ? SECURE : PLAIN;
    }
}
