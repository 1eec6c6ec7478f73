package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Some scripts that are run together, and again where that makes sense: on a fresh connection when one broke, elsewhere
 * when the slot has moved, a little later when the server says so. Every script that changes something carries operation
 * ids, so to run one again is to find out whether it was done. Not thread safe.
 */
final class ScriptRetrier {

    private static final Logger log = LoggerFactory.getLogger(ScriptRetrier.class);

    private static final int MAX_CUTS = 5;

    private final RedisLink link;
    private final List<Invocation> invocations;
    private final long deadlineNanos;
    private final @Nullable Delivery[] deliveries;

    /** Which invocations have not been answered. */
    private List<Integer> left = new ArrayList<>();

    private boolean perhapsDone;
    private int cuts;
    private int pauses;
    private @Nullable HostAndPort askedNode;

    ScriptRetrier(RedisLink link, List<Invocation> invocations, long deadlineNanos) {
        this.link = link;
        this.invocations = invocations;
        this.deadlineNanos = deadlineNanos;
        this.deliveries = new Delivery[invocations.size()];
        for (int i = 0; i < invocations.size(); i++) {
            left.add(i);
        }
    }

    boolean areDone() {
        return left.isEmpty();
    }

    List<Delivery> deliveries() {
        return Arrays.stream(deliveries).map(Objects::requireNonNull).toList();
    }

    /** Sends what has not been answered, and takes what comes. */
    void once() {
        HostAndPort asked = askedNode;
        askedNode = null;
        Connection connection;
        try {
            connection = asked == null
                    ? link.nodes().borrow(invocations.get(0).slot())
                    : link.nodes().borrow(asked);
        } catch (JedisException failure) {
            failAll(FailureKind.ofBorrowing(failure), failure);
            return;
        }
        List<Object> replies;
        try (connection) {
            replies = exchange(connection, asked != null);
        } catch (JedisException failure) {
            failAll(FailureKind.CUT, failure);
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
                    invocations.get(i),
                    link.scripts().sha(invocations.get(i).script()));
        }
        List<Object> replies = answers(connection, asking);
        for (int k = 0; k < replies.size(); k++) {
            if (replies.get(k) instanceof JedisDataException error && FailureKind.of(error) == FailureKind.NO_SCRIPT) {
                Invocation invocation = invocations.get(left.get(k));
                if (asking) {
                    connection.sendCommand(Command.ASKING);
                    connection.getOne();
                }
                send(connection, Command.EVAL, invocation, link.scripts().text(invocation.script()));
                replies.set(k, connection.getMany(1).get(0));
            }
        }
        return waitFor(connection, replies);
    }

    private static void send(Connection connection, Command command, Invocation invocation, byte[] script) {
        connection.sendCommand(command, invocation.command(script));
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
        RedisConfig config = link.config();
        if (config.waitForReplicas() == 0 && !config.waitForDisk()) {
            return replies;
        }
        int written = -1;
        for (int k = 0; k < replies.size(); k++) {
            boolean isWritten =
                    invocations.get(left.get(k)).script().changesBooks() && replies.get(k) instanceof List<?>;
            written = isWritten ? k : written;
        }
        if (written < 0) {
            return replies;
        }
        String limit = Long.toString(config.waitTimeout().toMillis());
        String replicas = Integer.toString(config.waitForReplicas());
        connection.sendCommand(Command.SET, invocations.get(left.get(written)).shard(), Keys.bytes("1"));
        if (config.waitForDisk()) {
            connection.sendCommand(Command.WAITAOF, "1", replicas, limit);
        } else {
            connection.sendCommand(Command.WAIT, replicas, limit);
        }
        Object reached = connection.getMany(2).get(1);
        if (isEnough(reached, config)) {
            return replies;
        }
        JedisDataException tooFew = new JedisDataException("done at the master, but not at " + replicas + " replicas"
                + (config.waitForDisk() ? " and on disk" : "") + " within " + limit + " ms");
        return new ArrayList<>(replies.stream()
                .map(reply -> reply instanceof List<?> ? new NotReached(tooFew) : reply)
                .toList());
    }

    private static boolean isEnough(Object reached, RedisConfig config) {
        if (reached instanceof List<?> localAndReplicas) {
            return (Long) localAndReplicas.get(0) >= 1 && (Long) localAndReplicas.get(1) >= config.waitForReplicas();
        }
        return reached instanceof Long replicas && replicas >= config.waitForReplicas();
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
                FailureKind verdict = FailureKind.of(error);
                if (mayHelpToTryAgain(verdict) && System.nanoTime() - deadlineNanos < 0) {
                    learn(verdict, error);
                    pausesFirst |= verdict != FailureKind.MOVED && verdict != FailureKind.ASK;
                    again.add(i);
                } else {
                    fail(i, verdict, perhapsDone, error);
                }
            } else if (reply instanceof NotReached notReached) {
                fail(i, FailureKind.NOT_KEPT, true, notReached.why());
            } else {
                deliver(i, reply);
            }
        }
        left = again;
        if (pausesFirst) {
            RedisLink.pause(++pauses, deadlineNanos);
        }
    }

    private void deliver(int i, Object reply) {
        try {
            List<Answer> answers = Answer.read(reply);
            // What was done on the connection that broke is found done now; to its caller it is the first answer.
            deliveries[i] = new Delivery(
                    perhapsDone ? answers.stream().map(Answer::asFirst).toList() : answers, null);
        } catch (RuntimeException failure) {
            throw new CreditStoreException(Kind.INTERNAL, "cannot read what Redis answered", failure);
        }
    }

    private boolean mayHelpToTryAgain(FailureKind verdict) {
        return switch (verdict) {
            case MOVED, ASK, NOT_NOW, NO_SCRIPT -> true;
            case READ_ONLY, UNREACHABLE ->
                link.nodes().canFailOver() || (perhapsDone && verdict == FailureKind.UNREACHABLE);
            case CUT -> cuts <= MAX_CUTS;
            default -> false;
        };
    }

    private void learn(FailureKind verdict, Exception failure) {
        log.debug("trying again after {}", verdict, failure);
        if (verdict == FailureKind.ASK && failure instanceof JedisRedirectionException redirection) {
            askedNode = redirection.getTargetNode();
        } else if (verdict != FailureKind.NOT_NOW && verdict != FailureKind.NO_SCRIPT) {
            refresh();
        }
    }

    private void refresh() {
        try {
            link.nodes().refresh();
        } catch (JedisException unreachable) {
            // No node says where the slots are now. The next attempt finds out whether that is still so.
            log.debug("cannot learn where slots are", unreachable);
        }
    }

    /** Nothing was answered. */
    private void failAll(FailureKind verdict, JedisException failure) {
        if (verdict == FailureKind.CUT) {
            cuts++;
            perhapsDone = true;
        }
        boolean isInTime = System.nanoTime() - deadlineNanos < 0;
        if (verdict == FailureKind.CUT || verdict == FailureKind.UNREACHABLE) {
            // The other connections of the pool broke with this one, most likely; not to try each of them.
            refresh();
        }
        if (!isInTime || !mayHelpToTryAgain(verdict)) {
            left.forEach(i -> fail(i, verdict, perhapsDone, failure));
            left = List.of();
        } else if (verdict != FailureKind.CUT) {
            log.debug("trying again after {}", verdict, failure);
            RedisLink.pause(++pauses, deadlineNanos);
        }
    }

    private void fail(int i, FailureKind verdict, boolean unknown, Exception failure) {
        CallFailure told =
                new CallFailure(verdict, unknown, failure, link.config().server());
        deliveries[i] = new Delivery(null, invocations.get(i).script().writes() ? told : told.asLook());
    }
}
