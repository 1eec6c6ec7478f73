package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
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
final class TenantNames {

    private static final String KEYS_AT_ONCE = "1000";

    /** A connection that broke while nobody used it is found so when it is used; the next one is fresh. */
    private static final int MAX_TRIES = 3;

    private static final int EXTENTS_AT_ONCE = 100;

    private final RedisLink link;
    private final Keys keys;

    TenantNames(RedisLink link, Keys keys) {
        this.link = link;
        this.keys = keys;
    }

    /** The tenants that have an account or a reservation. */
    List<String> find() {
        List<String> named = new ArrayList<>(withKeys());
        List<String> found = new ArrayList<>();
        for (int from = 0; from < named.size(); from += EXTENTS_AT_ONCE) {
            List<String> some = named.subList(from, Math.min(named.size(), from + EXTENTS_AT_ONCE));
            List<Delivery> extents = link.runEach(some.stream()
                    .map(name -> Invocations.of(Script.EXTENT, keys.tenant(name), List.of()))
                    .toList());
            for (int i = 0; i < some.size(); i++) {
                Answer extent = extents.get(i).single();
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
                    FailureKind verdict =
                            failure instanceof JedisDataException answer ? FailureKind.of(answer) : FailureKind.CUT;
                    throw told(verdict, failure);
                }
                refresh();
            }
        }
    }

    private Set<String> scanAll() {
        Set<String> names = new TreeSet<>();
        for (Connection master : borrowAll()) {
            try (master) {
                for (String pattern : keys.patternsOfTenants()) {
                    scan(master, pattern, names);
                }
            }
        }
        return names;
    }

    private List<Connection> borrowAll() {
        try {
            return link.nodes().borrowAll();
        } catch (JedisException failure) {
            throw told(FailureKind.ofBorrowing(failure), failure);
        }
    }

    private void scan(Connection master, String pattern, Set<String> names) {
        String cursor = Page.START;
        do {
            master.sendCommand(Command.SCAN, cursor, "MATCH", pattern, "COUNT", KEYS_AT_ONCE);
            List<?> page = (List<?>) master.getOne();
            cursor = new String((byte[]) page.get(0), StandardCharsets.US_ASCII);
            for (Object key : (List<?>) page.get(1)) {
                keys.tenantOf(Answer.textOf(key)).ifPresent(names::add);
            }
        } while (!cursor.equals(Page.START));
    }

    private void refresh() {
        try {
            link.nodes().refresh();
        } catch (JedisException failure) {
            throw told(FailureKind.ofBorrowing(failure), failure);
        }
    }

    private CreditStoreException told(FailureKind verdict, JedisException failure) {
        return new CallFailure(verdict, false, failure, link.config().server()).toException();
    }
}
