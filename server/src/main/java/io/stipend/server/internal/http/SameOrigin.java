package io.stipend.server.internal.http;

import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import io.stipend.server.internal.json.ProblemException;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes that pages of other sites want to make through a person's browser. Browsers say where a request comes from, and no
 * page can make them say otherwise; programs that are no browsers say nothing.
 */
final class SameOrigin {

    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private SameOrigin() {}

    /**
     * Refuses a change from elsewhere.
     *
     * @param proven whether silence counts as elsewhere, because only a browser has what came with the request
     */
    static void require(Request request, boolean proven) {
        if (!request.getMethod().equals(HttpMethod.POST.asString())) {
            return;
        }
        String site = request.getHeaders().get(FETCH_SITE);
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (site != null ? !site.equals("same-origin") : origin == null ? proven : !isOwn(request, origin)) {
            throw crossOrigin(origin);
        }
    }

    /** Whether an origin has the name and port by which the service was called; a proxy may speak TLS for it. */
    private static boolean isOwn(Request request, String origin) {
        int scheme = origin.indexOf("://");
        String host = request.getHeaders().get(HttpHeader.HOST);
        return scheme > 0
                && host != null
                && origin.substring(scheme + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }

    private static ProblemException crossOrigin(@Nullable String origin) {
        return Problem.of(403, "CROSS_ORIGIN", "a page of another site asks for a change")
                .at(null, origin == null ? null : JsonObject.shown(origin))
                .remedy(
                        "use the dashboard of this service, or send Authorization: Bearer SECRET; a proxy must pass on Host")
                .exception();
    }
}
