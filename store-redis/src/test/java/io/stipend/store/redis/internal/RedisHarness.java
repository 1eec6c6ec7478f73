package io.stipend.store.redis.internal;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.internal.connection.ConnectionSource;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.ScriptCatalog;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.testkit.harness.DamagePlanter;
import io.stipend.testkit.harness.JournalReader;
import io.stipend.testkit.harness.StoreHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import redis.clients.jedis.Protocol.Command;

/** An empty store on a real server, under a prefix of its own, whose clock is a key of each shard that stands still. */
final class RedisHarness implements StoreHarness {

    private static final int SHARDS = 4;

    private static final long START_MILLIS =
            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    private static final ScriptCatalog ON_TEST_CLOCK = new ScriptCatalog("""
            local function clock()
                return tonumber(redis.call('GET', string.match(KEYS[1], '^(.-{[^}]*}:)') .. 'clock'))
            end
            """);

    private final RedisConfig config;
    private final TestClock clock;
    private final StoreAdapter adapter;
    private final JournalReader journalReader;

    /** Sets the clock of all shards. */
    private static final class TestClock {

        private final ScriptRunner runner;
        private final Keys keys;
        private long millis;

        TestClock(RedisConfig config) {
            this.runner = new ScriptRunner(config, ConnectionSource.open(config), ScriptCatalog.ON_SERVER_TIME);
            this.keys = new Keys(config.prefix(), config.shards());
        }

        synchronized void set(long newMillis) {
            for (Keys.Shard shard : keys.shards()) {
                try (var connection = runner.connections().borrow(shard.slot())) {
                    connection.sendCommand(Command.SET, shard.tag() + "clock", Long.toString(newMillis));
                    connection.getOne();
                }
            }
            millis = newMillis;
        }

        synchronized long millis() {
            return millis;
        }
    }

    /** A harness on a server. */
    RedisHarness(String url) {
        this(RedisConfig.of(url).withKeys("test-" + UUID.randomUUID(), SHARDS));
    }

    private RedisHarness(RedisConfig config) {
        this.config = config;
        this.clock = new TestClock(config);
        clock.set(START_MILLIS);
        this.adapter = RedisStore.open(config, ON_TEST_CLOCK);
        this.journalReader = new JournalReader(adapter.journal());
    }

    RedisConfig config() {
        return config;
    }

    /** What damages its books. */
    DamagePlanter damage() {
        return new RedisDamage(clock.runner, clock.keys);
    }

    /** Another store on the same keys and the same clock. */
    StoreAdapter another(RedisConfig other) {
        return RedisStore.open(other, ON_TEST_CLOCK);
    }

    @Override
    public StoreAdapter adapter() {
        return adapter;
    }

    @Override
    public JournalReader journalReader() {
        return journalReader;
    }

    @Override
    public long nowMillis() {
        return clock.millis();
    }

    @Override
    public void advance(Duration by) {
        clock.set(clock.millis() + by.toMillis());
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public void close() {
        adapter.close();
        clock.runner.close();
    }
}
