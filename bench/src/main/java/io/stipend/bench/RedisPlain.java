package io.stipend.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.RedisClient;

/**
 * The hand-written alternative: each call is one script, on a pooled connection, that checks one amount, writes three
 * keys and adds one entry to a stream. It has no replay protection, no periods, no paths of several accounts, and no
 * checks of what is stored.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class RedisPlain {

    private static final String RESERVE = """
            local left = tonumber(redis.call('HGET', KEYS[1], 'left'))
            if left < tonumber(ARGV[2]) then
                return 0
            end
            redis.call('HINCRBY', KEYS[1], 'left', -ARGV[2])
            redis.call('HSET', KEYS[2], 'account', KEYS[1], 'credits', ARGV[2])
            redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
            redis.call('XADD', KEYS[4], '*', 'reserved', ARGV[1], 'credits', ARGV[2])
            return 1
            """;

    /** The server's URL, or that of a proxy that delays answers. */
    @Param("")
    public String url;

    /** How many accounts the callers spread over. */
    @Param({"1", "10000"})
    public int accounts;

    /** How many connections the callers share. */
    @Param("8")
    public int connections;

    private RedisClient client;
    private String sha;
    private String[] keys;

    @Setup
    public void open() {
        RedisKeys.clear(url);
        client = RedisKeys.client(url, connections);
        sha = client.scriptLoad(RESERVE);
        keys = new String[accounts];
        for (int i = 0; i < accounts; i++) {
            keys[i] = "account:" + i;
            client.hset(keys[i], "left", Long.toString(1L << 52));
        }
    }

    @TearDown
    public void close() {
        client.close();
        RedisKeys.clear(url);
    }

    @Benchmark
    public Object reserve(Caller caller) {
        String id = Long.toString(caller.nextId());
        return client.evalsha(
                sha,
                List.of(keys[caller.nextAccount()], "reservation:" + id, "due", "outbox"),
                List.of(id, "2000", "1800000000000"));
    }

    /** The least that a round trip can cost. */
    @Benchmark
    public String set(Caller caller) {
        return client.set(
                keys[caller.nextAccount()] + "-note", "about as long as a small record is, or a little longer");
    }
}
