package io.stipend.server.internal.access;

import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of browsers, each made with a key. A session may what its key may at the moment, and ends with it, at its time, when it is
 * ended, or with the process. What a browser has of it is a token, which is kept here as a hash alone. Thread safe.
 */
public final class Sessions {

    /** The most sessions at once; the oldest gives way. */
    static final int MAX = 10_000;

    private final KeyRing keys;
    private final Duration lifetime;
    private final InstantSource clock;

    /** By the hash of the token, in the order in which they were opened, which is that in which they end. */
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /**
     * A session.
     *
     * @param endsAtMillis when it ends, if it is not ended before: milliseconds since 1970-01-01 UTC
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes the hash, and nobody compares
    public record Session(String tokenHash, byte[] keyHash, long endsAtMillis) {}

    /**
     * What a browser is given.
     *
     * @param token opens the session again; it is nowhere else
     */
    public record Opened(String token, Session session) {}

    /**
     * No sessions yet.
     *
     * @param lifetime how long each lasts
     */
    public Sessions(KeyRing keys, Duration lifetime, InstantSource clock) {
        this.keys = keys;
        this.lifetime = Checks.present(lifetime, "lifetime of sessions");
        this.clock = clock;
    }

    /** How long each lasts. */
    public Duration lifetime() {
        return lifetime;
    }

    /** Opens one for whoever has shown a key. */
    public synchronized Opened open(Caller caller) {
        removeEnded();
        if (sessions.size() >= MAX) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        String token = Secrets.create();
        Session session = new Session(
                Secrets.sha256Hex(token),
                caller.hash(),
                clock.instant().plus(lifetime).toEpochMilli());
        sessions.put(session.tokenHash(), session);
        return new Opened(token, session);
    }

    /** The session of a token, if it has not ended. */
    public synchronized Optional<Session> find(@Nullable String token) {
        return Optional.ofNullable(token)
                .map(Secrets::sha256Hex)
                .map(sessions::get)
                .filter(session -> session.endsAtMillis() > clock.millis());
    }

    /** Who a session speaks for; empty when it has ended, or its key is there no more. */
    public Optional<Caller> caller(Session session) {
        boolean open;
        synchronized (this) {
            open = sessions.containsKey(session.tokenHash()) && session.endsAtMillis() > clock.millis();
        }
        return open ? keys.holder(session.keyHash()) : Optional.empty();
    }

    /** How many a tenant's keys have opened that have not ended. */
    public long countOf(String tenant) {
        List<Session> all;
        synchronized (this) {
            removeEnded();
            all = List.copyOf(sessions.values());
        }
        return all.stream()
                .filter(session -> keys.holder(session.keyHash())
                        .filter(caller -> caller.tenant().equals(tenant))
                        .isPresent())
                .count();
    }

    /** Ends one; again, it does nothing. */
    public synchronized void end(Session session) {
        sessions.remove(session.tokenHash());
    }

    private void removeEnded() {
        long now = clock.millis();
        Iterator<Session> oldestFirst = sessions.values().iterator();
        while (oldestFirst.hasNext() && oldestFirst.next().endsAtMillis() <= now) {
            oldestFirst.remove();
        }
    }
}
