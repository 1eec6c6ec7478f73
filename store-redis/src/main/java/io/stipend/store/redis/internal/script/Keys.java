package io.stipend.store.redis.internal.script;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The names of all keys. A tenant lives in one of a fixed number of shards, a shard in one slot, whose number in braces is
 * all that Redis looks at to find it: no id can move a key elsewhere. Accounts, reservations, operations and steps are
 * fields of the tenant's hashes, by their ids as they are, so a verb can name all its keys whatever it will meet, and no
 * two ids meet in one key. Thread safe.
 */
public final class Keys {

    /** How many tenants' keys are remembered; with more in use, they are made again. */
    private static final int MAX = 10_000;

    private static final Pattern TENANT_KEY = Pattern.compile(":\\{[0-9]+}:([A-Za-z0-9._%-]+):[a-z]+");

    private final String prefix;
    private final List<Shard> shards;
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();

    public Keys(String prefix, int shards) {
        this.prefix = prefix;
        List<Shard> made = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            String tag = prefix + ":{" + i + "}:";
            made.add(new Shard(
                    i,
                    slot(tag),
                    tag,
                    Bytes.of(tag + "layout"),
                    Bytes.of(tag + "due"),
                    Bytes.of(tag + "journal"),
                    Bytes.of(tag + "fence"),
                    Bytes.of(tag + "wait")));
        }
        this.shards = List.copyOf(made);
    }

    /**
     * The keys that tenants of one shard share.
     *
     * @param slot its slot in a cluster
     * @param due the index of reservations
     * @param fence the number of the latest reader of the journal
     * @param written what a wait for replicas writes to
     */
    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    public record Shard(
            int number,
            int slot,
            String tag,
            byte[] layout,
            byte[] due,
            byte[] journal,
            byte[] fence,
            byte[] written) {}

    /**
     * The keys of one tenant.
     *
     * @param preserved records as they were when somebody began to read the books
     */
    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    public record Tenant(
            String name,
            byte[] nameBytes,
            Shard shard,
            byte[] accounts,
            byte[] names,
            byte[] reservations,
            byte[] operations,
            byte[] steps,
            byte[] changes,
            byte[] preserved) {}

    public List<Shard> shards() {
        return shards;
    }

    public Tenant tenant(String name) {
        Tenant known = tenants.get(name);
        if (known != null) {
            return known;
        }
        if (tenants.size() >= MAX) {
            tenants.clear();
        }
        return tenants.computeIfAbsent(name, this::make);
    }

    private Tenant make(String name) {
        byte[] utf8 = Bytes.of(name);
        Shard shard = shards.get(JedisClusterCRC16.getCRC16(utf8) % shards.size());
        String begin = shard.tag() + encoded(utf8) + ':';
        return new Tenant(
                name,
                utf8,
                shard,
                Bytes.of(begin + "accounts"),
                Bytes.of(begin + "names"),
                Bytes.of(begin + "reservations"),
                Bytes.of(begin + "operations"),
                Bytes.of(begin + "steps"),
                Bytes.of(begin + "changes"),
                Bytes.of(begin + "preserved"));
    }

    /** The key of the journal's reader, and that of the numbers of readers. */
    public List<byte[]> lease() {
        return List.of(Bytes.of(prefix + ":{reader}:lease"), Bytes.of(prefix + ":{reader}:number"));
    }

    /** The records of forecasts, which are of no tenant. */
    public byte[] forecasts() {
        return Bytes.of(prefix + ":{forecasts}:records");
    }

    public int forecastSlot() {
        return slot(prefix + ":{forecasts}:");
    }

    public int leaseSlot() {
        return slot(prefix + ":{reader}:");
    }

    /** A pattern for the names of all tenants' accounts or reservations. */
    public List<String> patternsOfTenants() {
        return List.of(pattern(prefix) + ":{*}:*:accounts", pattern(prefix) + ":{*}:*:reservations");
    }

    /** The tenant whose key this is; nothing if it is none of the keys of a tenant here. */
    public Optional<String> tenantOf(String key) {
        Matcher parts = TENANT_KEY.matcher(key.startsWith(prefix + ':') ? key.substring(prefix.length()) : "");
        return parts.matches() ? Optional.of(decoded(parts.group(1))) : Optional.empty();
    }

    private static int slot(String key) {
        return JedisClusterCRC16.getSlot(key);
    }

    /** Letters, digits, dot, underscore and hyphen as they are, every other byte as % and two digits. */
    static String encoded(byte[] utf8) {
        StringBuilder text = new StringBuilder(utf8.length + 8);
        for (byte b : utf8) {
            if ((b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '.'
                    || b == '_'
                    || b == '-') {
                text.append((char) b);
            } else {
                text.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return text.toString();
    }

    /** A pattern of Redis's that a text alone matches. */
    public static String pattern(String text) {
        return text.replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0");
    }

    private static String decoded(String encoded) {
        // Nothing in it is a plus, which would be a space.
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
