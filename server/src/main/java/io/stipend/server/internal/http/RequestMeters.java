package io.stipend.server.internal.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long requests took, by method, place and status. Thread safe. */
public final class RequestMeters {

    private record Tags(String method, String place, int status) {}

    private final MeterRegistry registry;
    private final Map<Tags, Timer> timers = new ConcurrentHashMap<>();

    public RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(Exchange exchange, int status) {
        // A method that no place takes is any text a client likes: it must not make a meter of its own.
        String place = exchange.place();
        String method = place.equals("none") || status == 405 ? "any" : exchange.method();
        timers.computeIfAbsent(new Tags(method, place, status), this::timer)
                .record(exchange.tookNanos(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(Tags tags) {
        return Timer.builder("stipend.http.requests")
                .description("Requests answered, and how long that took")
                .tag("method", tags.method())
                .tag("place", tags.place())
                .tag("status", Integer.toString(tags.status()))
                .register(registry);
    }
}
