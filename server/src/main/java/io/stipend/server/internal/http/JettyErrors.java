package io.stipend.server.internal.http;

import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.Problem;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What a client is told of a request that never became one: its head cannot be read, or the service stops. */
public final class JettyErrors implements Request.Handler {

    private static final Map<Integer, Problem> PROBLEMS = Map.of(
            408,
            Problem.of(408, "REQUEST_TOO_SLOW", "the request did not arrive in time")
                    .remedy("send it faster"),
            413,
            Problem.of(413, "BODY_TOO_LARGE", "the body is too long").remedy("send less"),
            414,
            Problem.of(414, "ADDRESS_TOO_LONG", "the address is too long").remedy("shorten it"),
            431,
            Problem.of(431, "HEADERS_TOO_LARGE", "the headers are longer than 8 KiB together")
                    .remedy("send fewer, or shorter ones"),
            505,
            Problem.of(505, "VERSION_NOT_SUPPORTED", "this version of HTTP is not spoken here")
                    .remedy("use HTTP/1.1"),
            503,
            Problem.of(503, "STOPPING", "this process is stopping")
                    .remedy("repeat it with the same id, at another process or once this one runs again")
                    .retryAfter(1));

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object given = request.getAttribute(ErrorHandler.ERROR_STATUS);
        int status = given instanceof Integer code ? code : response.getStatus();
        Problem problem = PROBLEMS.get(status);
        if (problem == null) {
            problem = status >= 500
                    ? Problem.of(500, "INTERNAL", "the service has a defect").remedy("tell whoever runs it")
                    : Problem.of(status, "MALFORMED_REQUEST", "this is no HTTP request that can be read")
                            .remedy("use an HTTP library");
        }
        response.setStatus(problem.status());
        // Jetty closes a connection whose request's body nobody has read: the client must not send its next one there.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        if (problem.retryAfterSeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
        }
        response.write(true, ByteBuffer.wrap(Json.bytes(problem)), callback);
        return true;
    }
}
