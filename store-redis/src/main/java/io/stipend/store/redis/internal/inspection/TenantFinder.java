package io.stipend.store.redis.internal.inspection;

import io.stipend.store.redis.internal.connection.ConnectionSource;
import io.stipend.store.redis.internal.connection.RedisFailureKind;
import io.stipend.store.redis.internal.script.HashPage;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptResult;
import io.stipend.store.redis.internal.script.ScriptRunner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Finds tenants by their keys: on every master, whatever has become of a tenant's other keys. Thread safe. */
final class TenantFinder {

    private static final String KEYS_AT_ONCE = "1000";

    /** A connection that broke while nobody used it is found so when it is used; the next one is fresh. */
    private static final int MAX_TRIES = 3;

    private static final int EXTENTS_AT_ONCE = 100;

    private final ScriptRunner runner;
    private final ConnectionSource connections;
    private final Keys keys;

    TenantFinder(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.connections = runner.connections();
        this.keys = keys;
    }

    /** The tenants that have an account or a reservation. */
    List<String> find() {
        List<String> named = new ArrayList<>(withKeys());
        List<String> found = new ArrayList<>();
        for (int from = 0; from < named.size(); from += EXTENTS_AT_ONCE) {
            List<String> some = named.subList(from, Math.min(named.size(), from + EXTENTS_AT_ONCE));
            List<ScriptResult> extents = runner.runEach(some.stream()
                    .map(name -> ScriptCall.of(Script.COUNT_RECORDS, keys.tenant(name), List.of()))
                    .toList());
            for (int i = 0; i < some.size(); i++) {
                ScriptAnswer extent = extents.get(i).single();
                if (extent.number(0) + extent.number(1) > 0) {
                    found.add(some.get(i));
                }
            }
        }
        return found;
    }

    private Set<String> withKeys() {
        for (int tries = 1; ; tries++) {
            try {
                return scanAll();
            } catch (JedisException failure) {
                if (tries == MAX_TRIES) {
                    RedisFailureKind kind = failure instanceof JedisDataException answer
                            ? RedisFailureKind.of(answer)
                            : RedisFailureKind.CUT;
                    throw connections.failure(kind, failure);
                }
                connections.refreshOrFail();
            }
        }
    }

    private Set<String> scanAll() {
        Set<String> names = new TreeSet<>();
        for (Connection master : connections.borrowMasters()) {
            try (master) {
                for (String pattern : keys.patternsOfTenants()) {
                    scan(master, pattern, names);
                }
            }
        }
        return names;
    }

    private void scan(Connection master, String pattern, Set<String> names) {
        String cursor = HashPage.START;
        do {
            master.sendCommand(Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_AT_ONCE);
            List<?> page = (List<?>) master.getOne();
            cursor = new String((byte[]) page.get(0), StandardCharsets.US_ASCII);
            for (Object key : (List<?>) page.get(1)) {
                keys.tenantOf(ScriptAnswer.textOf(key)).ifPresent(names::add);
            }
        } while (!cursor.equals(HashPage.START));
    }
}
