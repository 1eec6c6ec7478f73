package io.stipend.server.internal.http;

import io.stipend.server.internal.access.KeyRing;
import io.stipend.server.internal.access.Sessions;
import io.stipend.server.internal.json.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Where requests come in: each becomes an {@link Exchange}. Thread safe. */
public final class Gateway extends Handler.Abstract {

    private final Router router;
    private final KeyRing keys;
    private final Sessions sessions;
    private final Function<Throwable, Problem> problems;
    private final Semaphore inFlight;
    private final Duration requestTimeout;
    private final AccessLog accessLog;
    private final RequestMeters meters;

    /**
     * A gateway.
     *
     * @param problems says of whatever a handler throws what the client is told
     * @param maxInFlight the most calls at work at once
     * @param requestTimeout how long a body may take to arrive
     */
    public Gateway(
            List<Route> routes,
            KeyRing keys,
            Sessions sessions,
            Function<Throwable, Problem> problems,
            int maxInFlight,
            Duration requestTimeout,
            AccessLog accessLog,
            RequestMeters meters) {
        this.router = new Router(routes);
        this.keys = keys;
        this.sessions = sessions;
        this.problems = problems;
        this.inFlight = new Semaphore(maxInFlight);
        this.requestTimeout = requestTimeout;
        this.accessLog = accessLog;
        this.meters = meters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        new Exchange(this, request, response, callback).begin();
        return true;
    }

    Router router() {
        return router;
    }

    KeyRing keys() {
        return keys;
    }

    Sessions sessions() {
        return sessions;
    }

    Problem problem(Throwable failure) {
        return problems.apply(failure);
    }

    Semaphore inFlight() {
        return inFlight;
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    /** Notes that a request was answered. */
    void answered(Exchange exchange, int status, int bytes) {
        meters.answered(exchange, status);
        accessLog.answered(exchange, status, bytes);
    }
}
