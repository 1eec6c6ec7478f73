package io.stipend.server.internal.dashboard;

import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.EventSink;
import io.stipend.server.internal.json.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a tenant's overview to each browser that shows it, every second: a browser that hears nothing for some seconds knows that it is
 * cut off. One thread sends, and waits for nobody: whoever does not read gets the next one, or is dropped. Thread safe.
 */
final class OverviewStreams implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OverviewStreams.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Who has not read for so long is gone. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final byte[] ENDED = "event: ended\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);

    private final int maxClients;
    private final Predicate<Call> mayGoOn;
    private final Function<String, byte[]> overview;
    private final Runnable afterEach;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stipend-dashboard-sender");
        thread.setDaemon(true);
        return thread;
    });

    private static final class Client {

        private final Call call;
        private final EventSink sink;
        private volatile boolean sending;
        private volatile long sentAtNanos;

        Client(Call call, EventSink sink) {
            this.call = call;
            this.sink = sink;
        }
    }

    /**
     * Sends from now on.
     *
     * @param mayGoOn whether a client may still see it; asked before each overview
     * @param overview that of a tenant, as JSON
     * @param afterEach is done after each round
     */
    OverviewStreams(int maxClients, Predicate<Call> mayGoOn, Function<String, byte[]> overview, Runnable afterEach) {
        this.maxClients = maxClients;
        this.mayGoOn = mayGoOn;
        this.overview = overview;
        this.afterEach = afterEach;
        var unused =
                sender.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void begin(Call call, EventSink sink) {
        call.allow();
        if (clients.size() >= maxClients) {
            throw tooMany();
        }
        Client client = new Client(call, sink);
        clients.add(client);
        try {
            sender.execute(() -> sendSafely(client, new HashMap<>()));
        } catch (RejectedExecutionException closing) {
            clients.remove(client);
            throw tooMany();
        }
    }

    private static RuntimeException tooMany() {
        return Problem.of(503, "TOO_MANY_STREAMS", "as many clients listen as may")
                .remedy("try again later, or ask for the overview now and then")
                .retryAfter(30)
                .exception();
    }

    /** How many browsers are shown it. */
    int clients() {
        return clients.size();
    }

    private void round() {
        Map<String, byte[]> ofTenants = new HashMap<>();
        clients.forEach(client -> sendSafely(client, ofTenants));
        afterEach.run();
    }

    private void sendSafely(Client client, Map<String, byte[]> ofTenants) {
        try {
            send(client, ofTenants);
        } catch (RuntimeException e) {
            log.error("an overview is not sent because of a defect", e);
            drop(client);
        }
    }

    private void send(Client client, Map<String, byte[]> ofTenants) {
        if (client.sending) {
            if (System.nanoTime() - client.sentAtNanos > PATIENCE_NANOS) {
                drop(client);
            }
            return;
        }
        if (!mayGoOn.test(client.call)) {
            client.sink.send(ENDED, client.sink::end, client.sink::abort);
            clients.remove(client);
            return;
        }
        client.sending = true;
        client.sentAtNanos = System.nanoTime();
        client.sink.send(
                ofTenants.computeIfAbsent(client.call.caller().tenant(), this::event),
                () -> client.sending = false,
                () -> drop(client));
    }

    private byte[] event(String tenant) {
        String json = new String(overview.apply(tenant), StandardCharsets.UTF_8);
        return ("event: overview\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private void drop(Client client) {
        if (clients.remove(client)) {
            client.sink.abort();
        }
    }

    /** Ends all streams, and takes no more. */
    @Override
    public void close() {
        sender.shutdownNow();
        for (Client client : List.copyOf(clients)) {
            if (clients.remove(client)) {
                if (client.sending) {
                    client.sink.abort();
                } else {
                    client.sink.end();
                }
            }
        }
    }
}
