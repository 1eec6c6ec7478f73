package io.stipend.server.internal.stream;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import io.stipend.events.json.EventWriter;
import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.EventSink;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.JsonObject;
import io.stipend.server.internal.json.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams events to clients, each those of its tenant. The relay only leaves events here; one thread takes them to the clients, and waits
 * for none: who does not read what it was sent, until so many more have come that they are no longer kept, is dropped. Thread safe.
 */
public final class EventStreams implements EventPublisher {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    /** Sent when nothing else is, so that a client that is gone is noticed, and proxies keep the connection. */
    private static final byte[] HEARTBEAT = utf8(": all is well\n\n");

    private static final byte[] GREETING = utf8("retry: 1000\n\n");
    private static final byte[] GAP = utf8("event: gap\ndata: {}\n\n");

    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_BYTES = 64 * 1024;

    /** How good forecasts are is learned from all tenants together, and is not for each of them to know. */
    private static final Set<EventType> STREAMED = EnumSet.complementOf(EnumSet.of(EventType.FORECAST_CALIBRATION));

    private static final String SOURCE = "/stipend";

    private final EventRing ring;
    private final int maxClients;
    private final Predicate<Caller> mayStillListen;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    /** Clients to look at; the marker for all of them. */
    private final BlockingQueue<Object> work = new LinkedBlockingQueue<>();

    private final AtomicBoolean allWaiting = new AtomicBoolean();
    private final Object all = new Object();
    private final EventWriter writer = new EventWriter();
    private final Thread pump = new Thread(this::pump, "stipend-event-streams");
    private volatile boolean closing;

    /** Who wants the same events; of so many clients, an event is looked at once for all who want it. */
    private final ConcurrentMap<Interest, Set<Client>> audiences = new ConcurrentHashMap<>();

    /** The pump has looked at all events before this one; only its thread uses it. */
    private long looked;

    private long lastRoundNanos = System.nanoTime();

    /**
     * Which events a client wants.
     *
     * @param type those of this type; null for all
     */
    private record Interest(String tenant, @Nullable EventType type) {

        boolean wants(ResourceEvent event) {
            return event.tenant().equals(tenant) && (type == null || event.type() == type);
        }
    }

    /** A client; only the pump's thread uses what is not volatile. */
    private static final class Client {

        private final Caller caller;
        private final Interest interest;
        private final EventSink sink;
        private long next;

        /** Whether no event from its next on is for it, of those that the pump has looked at. */
        private boolean caughtUp;

        private boolean missed;
        private boolean greeted;
        private long sentAtNanos;
        private volatile boolean sending;

        Client(Caller caller, Interest interest, EventSink sink, long next, boolean missed) {
            this.caller = caller;
            this.interest = interest;
            this.sink = sink;
            this.next = next;
            this.missed = missed;
        }

        /** Whatever came before an event is not for it. */
        void skipTo(long number) {
            if (caughtUp) {
                next = Math.max(next, number);
            }
        }
    }

    /**
     * Streams.
     *
     * @param kept how many events are kept
     * @param maxClients how many clients there may be; 0 for none
     * @param mayStillListen is asked once a second of each client, whose key may have been taken out; must not block
     */
    public EventStreams(int kept, int maxClients, Predicate<Caller> mayStillListen) {
        this.ring = new EventRing(kept);
        this.mayStillListen = mayStillListen;
        this.maxClients = maxClients;
        pump.setDaemon(true);
        pump.start();
    }

    /** The route to them. */
    public Route route() {
        return new Route("GET", "/v1/events", Permission.READ, (Route.Streaming) this::begin);
    }

    /** How many listen. */
    public int clients() {
        return count.get();
    }

    @Override
    public boolean discardsAll() {
        return maxClients == 0;
    }

    @Override
    public void publish(List<ResourceEvent> batch) {
        ring.add(batch.stream().filter(event -> STREAMED.contains(event.type())).toList());
        wakeAll();
    }

    private void begin(Call call, EventSink sink) {
        call.allow("type");
        EventType type = call.parameter("type", EventStreams::type).orElse(null);
        if (closing || count.incrementAndGet() > maxClients) {
            if (!closing) {
                count.decrementAndGet();
            }
            throw Problem.of(503, "TOO_MANY_STREAMS", "as many clients listen to events as may")
                    .remedy("try again later, or read the events where they are published")
                    .retryAfter(30)
                    .exception();
        }
        String tenant = call.caller().tenant();
        String lastId = call.lastEventId();
        long next = lastId == null ? ring.next() : ring.after(lastId, tenant);
        boolean missed = next < 0;
        Client client =
                new Client(call.caller(), new Interest(tenant, type), sink, missed ? ring.oldest() : next, missed);
        clients.add(client);
        audiences.compute(client.interest, (interest, audience) -> {
            Set<Client> joined = audience == null ? ConcurrentHashMap.newKeySet() : audience;
            joined.add(client);
            return joined;
        });
        work.add(client);
    }

    private static EventType type(String name) {
        return STREAMED.stream()
                .filter(type -> type.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("type is '" + JsonObject.shown(name) + "'; give one of "
                        + STREAMED.stream().map(EventType::wireName).toList()));
    }

    private void wakeAll() {
        if (allWaiting.compareAndSet(false, true)) {
            work.add(all);
        }
    }

    private void pump() {
        while (!closing) {
            try {
                Object next = work.poll(1, TimeUnit.SECONDS);
                if (next instanceof Client client) {
                    advance(client);
                } else {
                    allWaiting.set(false);
                    lookAtNewEvents();
                    if (next == null || System.nanoTime() - lastRoundNanos >= ROUND_NANOS) {
                        lookAtAllClients();
                    }
                }
            } catch (InterruptedException e) {
                log.debug("the pump ends", e);
                return;
            } catch (RuntimeException e) {
                log.error("an event stream failed because of a defect", e);
            }
        }
    }

    /** Takes new events to those who want some of them. */
    private void lookAtNewEvents() {
        Map<Interest, Long> firsts = new HashMap<>();
        long end = ring.next();
        for (long number = looked; number < end; number++) {
            ResourceEvent event = ring.get(number);
            if (event == null) {
                // More came than are kept before the pump could look: nobody has caught up.
                clients.forEach(client -> client.caughtUp = false);
                clients.forEach(this::advance);
                break;
            }
            firsts.putIfAbsent(new Interest(event.tenant(), null), number);
            firsts.putIfAbsent(new Interest(event.tenant(), event.type()), number);
        }
        looked = end;
        firsts.forEach((interest, first) -> {
            for (Client client : audiences.getOrDefault(interest, Set.of())) {
                client.skipTo(first);
                client.caughtUp = false;
                advance(client);
            }
        });
    }

    /** Now and then: those whom no event concerns are to hear that all is well, and those whose key is gone nothing more. */
    private void lookAtAllClients() {
        lastRoundNanos = System.nanoTime();
        for (Client client : clients) {
            if (mayStillListen.test(client.caller)) {
                client.skipTo(looked);
                advance(client);
            } else {
                log.info("key {} may read events no more; a client that listens is dropped", client.caller.name());
                drop(client);
            }
        }
    }

    private void advance(Client client) {
        if (client.next < ring.oldest()) {
            // It has not read what it was sent for so long that the rest is gone.
            if (client.sending) {
                log.info(
                        "a client that listens to events of tenant {} does not read them; it is dropped",
                        client.interest.tenant());
                drop(client);
                return;
            }
            client.next = ring.oldest();
            client.missed = true;
        }
        if (client.sending) {
            return;
        }
        byte[] bytes = nextBytes(client);
        if (bytes.length > 0) {
            client.sending = true;
            client.sentAtNanos = System.nanoTime();
            client.sink.send(
                    bytes,
                    () -> {
                        client.sending = false;
                        work.add(client);
                    },
                    () -> drop(client));
        }
    }

    private byte[] nextBytes(Client client) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!client.greeted) {
            client.greeted = true;
            bytes.writeBytes(GREETING);
        }
        if (client.missed) {
            client.missed = false;
            bytes.writeBytes(GAP);
        }
        for (ResourceEvent event = ring.get(client.next);
                event != null && bytes.size() < MAX_BYTES;
                event = ring.get(client.next)) {
            client.next++;
            if (client.interest.wants(event)) {
                bytes.writeBytes(text(event));
            }
        }
        client.caughtUp = ring.get(client.next) == null && client.next >= looked;
        if (bytes.size() == 0 && System.nanoTime() - client.sentAtNanos >= HEARTBEAT_NANOS) {
            bytes.writeBytes(HEARTBEAT);
        }
        return bytes.toByteArray();
    }

    private byte[] text(ResourceEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.writeBytes(utf8("id: " + event.id() + "\nevent: " + event.type().wireName() + "\ndata: "));
        bytes.writeBytes(
                writer.event(event, event.id(), SOURCE, event.timestamp().toString()));
        bytes.writeBytes(utf8("\n\n"));
        return bytes.toByteArray();
    }

    private void drop(Client client) {
        if (clients.remove(client)) {
            forget(client);
            client.sink.abort();
        }
    }

    private void forget(Client client) {
        count.decrementAndGet();
        audiences.computeIfPresent(client.interest, (interest, audience) -> {
            audience.remove(client);
            return audience.isEmpty() ? null : audience;
        });
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Ends all streams, and takes no more; events that come are not streamed any more. */
    public void end() {
        closing = true;
        pump.interrupt();
        try {
            pump.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Client client : List.copyOf(clients)) {
            if (clients.remove(client)) {
                forget(client);
                if (client.sending) {
                    client.sink.abort();
                } else {
                    client.sink.end();
                }
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
