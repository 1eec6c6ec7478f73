package io.stipend.store.redis.internal.script;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.internal.connection.Backoff;
import io.stipend.store.redis.internal.connection.ConnectionSource;
import io.stipend.store.redis.internal.connection.RedisFailureKind;
import io.stipend.store.support.ServerFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Runs some scripts together, and again where that helps: on a fresh connection when one broke, on another node when the
 * slot has moved, a little later when the server says so. Every script that changes something carries operation ids, so
 * running it again finds out whether it was done. Not thread safe.
 */
final class ScriptRetrier {

    private static final Logger log = LoggerFactory.getLogger(ScriptRetrier.class);

    private static final int MAX_CUTS = 5;

    /** What a change waits for before it is acknowledged. */
    record Durability(int replicas, boolean disk, long timeoutMillis) {

        static Durability of(RedisConfig config) {
            return new Durability(
                    config.waitForReplicas(),
                    config.waitForDisk(),
                    config.waitTimeout().toMillis());
        }

        boolean isAtOnce() {
            return replicas == 0 && !disk;
        }
    }

    private final Durability durability;
    private final ConnectionSource connections;
    private final ScriptCatalog scripts;
    private final List<ScriptCall> calls;
    private final long deadlineNanos;
    private final @Nullable ScriptResult[] results;

    /** Which calls have not been answered. */
    private List<Integer> left = new ArrayList<>();

    private boolean perhapsDone;
    private int cuts;
    private int pauses;
    private @Nullable HostAndPort askedNode;

    ScriptRetrier(
            Durability durability,
            ConnectionSource connections,
            ScriptCatalog scripts,
            List<ScriptCall> calls,
            long deadlineNanos) {
        this.durability = durability;
        this.connections = connections;
        this.scripts = scripts;
        this.calls = calls;
        this.deadlineNanos = deadlineNanos;
        this.results = new ScriptResult[calls.size()];
        for (int i = 0; i < calls.size(); i++) {
            left.add(i);
        }
    }

    boolean areDone() {
        return left.isEmpty();
    }

    List<ScriptResult> results() {
        List<ScriptResult> all = new ArrayList<>(results.length);
        for (ScriptResult result : results) {
            all.add(Objects.requireNonNull(result));
        }
        return all;
    }

    /** Sends what has not been answered, and takes what comes. */
    void tryOnce() {
        HostAndPort asked = askedNode;
        askedNode = null;
        Connection connection;
        try {
            connection = asked == null ? connections.borrow(calls.get(0).slot()) : connections.borrow(asked);
        } catch (JedisException failure) {
            failAll(RedisFailureKind.ofBorrowing(failure), failure);
            return;
        }
        List<Object> replies;
        try (connection) {
            replies = exchange(connection, asked != null);
        } catch (JedisException failure) {
            failAll(RedisFailureKind.CUT, failure);
            return;
        }
        take(replies);
    }

    private List<Object> exchange(Connection connection, boolean asking) {
        for (int i : left) {
            if (asking) {
                connection.sendCommand(Command.ASKING);
            }
            send(
                    connection,
                    Command.EVALSHA,
                    calls.get(i),
                    scripts.sha(calls.get(i).script()));
        }
        List<Object> replies = answers(connection, asking);
        for (int k = 0; k < replies.size(); k++) {
            if (replies.get(k) instanceof JedisDataException error
                    && RedisFailureKind.of(error) == RedisFailureKind.NO_SCRIPT) {
                ScriptCall call = calls.get(left.get(k));
                if (asking) {
                    connection.sendCommand(Command.ASKING);
                    connection.getOne();
                }
                send(connection, Command.EVAL, call, scripts.text(call.script()));
                replies.set(k, connection.getMany(1).get(0));
            }
        }
        return waitFor(connection, replies);
    }

    private static void send(Connection connection, Command command, ScriptCall call, byte[] script) {
        connection.sendCommand(call.command(command, script));
    }

    private List<Object> answers(Connection connection, boolean asking) {
        List<Object> replies = new ArrayList<>(connection.getMany(asking ? 2 * left.size() : left.size()));
        if (asking) {
            for (int k = 0; k < left.size(); k++) {
                replies.remove(k);
            }
        }
        return replies;
    }

    /**
     * Waits until replicas and the disk have what was written, if that was asked for. A replay wrote nothing, so something
     * is written here: only then does the wait cover all that came before it.
     */
    private List<Object> waitFor(Connection connection, List<Object> replies) {
        if (durability.isAtOnce()) {
            return replies;
        }
        int written = -1;
        for (int k = 0; k < replies.size(); k++) {
            boolean isWritten = calls.get(left.get(k)).script().changesBooks() && replies.get(k) instanceof List<?>;
            written = isWritten ? k : written;
        }
        if (written < 0) {
            return replies;
        }
        String limit = Long.toString(durability.timeoutMillis());
        String replicas = Integer.toString(durability.replicas());
        connection.sendCommand(Command.SET, calls.get(left.get(written)).shard(), Bytes.of("1"));
        if (durability.disk()) {
            connection.sendCommand(Command.WAITAOF, "1", replicas, limit);
        } else {
            connection.sendCommand(Command.WAIT, replicas, limit);
        }
        Object reached = connection.getMany(2).get(1);
        if (isEnough(reached)) {
            return replies;
        }
        JedisDataException tooFew = new JedisDataException("done at the master, but not at " + replicas + " replicas"
                + (durability.disk() ? " and on disk" : "") + " within " + limit + " ms");
        return new ArrayList<>(replies.stream()
                .map(reply -> reply instanceof List<?> ? new NotReached(tooFew) : reply)
                .toList());
    }

    private boolean isEnough(Object reached) {
        if (reached instanceof List<?> localAndReplicas) {
            return (Long) localAndReplicas.get(0) >= 1 && (Long) localAndReplicas.get(1) >= durability.replicas();
        }
        return reached instanceof Long replicas && replicas >= durability.replicas();
    }

    /** Done, but not as durably as was asked for. */
    private record NotReached(JedisDataException why) {}

    private void take(List<Object> replies) {
        List<Integer> answered = left;
        List<Integer> again = new ArrayList<>();
        boolean pausesFirst = false;
        for (int k = 0; k < answered.size(); k++) {
            int i = answered.get(k);
            Object reply = replies.get(k);
            if (reply instanceof JedisDataException error) {
                RedisFailureKind kind = RedisFailureKind.of(error);
                if (mayHelpToTryAgain(kind) && System.nanoTime() - deadlineNanos < 0) {
                    learn(kind, error);
                    pausesFirst |= kind != RedisFailureKind.MOVED && kind != RedisFailureKind.ASK;
                    again.add(i);
                } else {
                    fail(i, kind, perhapsDone, error);
                }
            } else if (reply instanceof NotReached notReached) {
                fail(i, RedisFailureKind.NOT_KEPT, true, notReached.why());
            } else {
                deliver(i, reply);
            }
        }
        left = again;
        if (pausesFirst) {
            Backoff.pause(++pauses, deadlineNanos);
        }
    }

    private void deliver(int i, Object reply) {
        try {
            List<ScriptAnswer> answers = ScriptAnswer.read(reply);
            // What was done on the connection that broke is found done now; to its caller it is the first answer.
            results[i] = new ScriptResult(
                    perhapsDone ? answers.stream().map(ScriptAnswer::asFirst).toList() : answers, null);
        } catch (RuntimeException failure) {
            throw new CreditStoreException(Kind.INTERNAL, "cannot read what Redis answered", failure);
        }
    }

    private boolean mayHelpToTryAgain(RedisFailureKind kind) {
        return switch (kind) {
            case MOVED, ASK, NOT_NOW, NO_SCRIPT -> true;
            case READ_ONLY, UNREACHABLE ->
                connections.canFailOver() || (perhapsDone && kind == RedisFailureKind.UNREACHABLE);
            case CUT -> cuts <= MAX_CUTS;
            default -> false;
        };
    }

    private void learn(RedisFailureKind kind, Exception failure) {
        log.debug("trying again after {}", kind, failure);
        if (kind == RedisFailureKind.ASK && failure instanceof JedisRedirectionException redirection) {
            askedNode = redirection.getTargetNode();
        } else if (kind != RedisFailureKind.NOT_NOW && kind != RedisFailureKind.NO_SCRIPT) {
            refresh();
        }
    }

    private void refresh() {
        try {
            connections.refresh();
        } catch (JedisException unreachable) {
            // No node says where the slots are now. The next attempt finds out whether that is still so.
            log.debug("cannot learn where slots are", unreachable);
        }
    }

    /** Nothing was answered. */
    private void failAll(RedisFailureKind kind, JedisException failure) {
        if (kind == RedisFailureKind.CUT) {
            cuts++;
            perhapsDone = true;
        }
        boolean isInTime = System.nanoTime() - deadlineNanos < 0;
        if (kind == RedisFailureKind.CUT || kind == RedisFailureKind.UNREACHABLE) {
            // The other connections of the pool broke with this one, most likely; not to try each of them.
            refresh();
        }
        if (!isInTime || !mayHelpToTryAgain(kind)) {
            left.forEach(i -> fail(i, kind, perhapsDone, failure));
            left = List.of();
        } else if (kind != RedisFailureKind.CUT) {
            log.debug("trying again after {}", kind, failure);
            Backoff.pause(++pauses, deadlineNanos);
        }
    }

    private void fail(int i, RedisFailureKind kind, boolean unknown, Exception failure) {
        ServerFailure told =
                new ServerFailure(kind, unknown, failure, connections.address().toString());
        results[i] = new ScriptResult(null, calls.get(i).script().writes() ? told : told.asLook());
    }
}
