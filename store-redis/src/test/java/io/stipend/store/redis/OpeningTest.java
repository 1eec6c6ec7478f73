package io.stipend.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.audit.Verification;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.internal.connection.RedisAddress;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.redis.EmbeddedRedis;
import io.stipend.testkit.servers.redis.RedisOptions;
import io.stipend.testkit.servers.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What is looked at before books are kept, and what a configuration and its messages show. */
final class OpeningTest {

    private final RedisServer server = RedisServer.shared();

    @Test
    void aServerThatMayEvictOrKeepsNothingIsRefusedWhereRisksAre() {
        try (EmbeddedRedis risky = RedisServer.start(RedisOptions.fast())) {
            RedisConfig careful = RedisConfig.of(risky.url()).withRisksRefused(true);
            assertThatThrownBy(() -> RedisStores.open(careful))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("nothing on disk")
                    .hasMessageContaining("appendonly");
            risky.call("CONFIG", "SET", "appendonly", "yes");
            risky.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
            assertThatThrownBy(() -> RedisStores.open(careful))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("allkeys-lru")
                    .hasMessageContaining("noeviction");
            RedisStores.open(careful.withRisksRefused(false)).close();
            risky.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
            RedisStores.open(careful).close();
        }
    }

    @Test
    void aWaitForTheDiskNeedsAServerThatKnowsIt() {
        try (EmbeddedRedis old = RedisServer.start(RedisOptions.durable())) {
            assertThatThrownBy(() ->
                            RedisStores.open(RedisConfig.of(old.url()).withWaitFor(0, true, Duration.ofSeconds(1))))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("7.2");
        }
    }

    @Test
    void theNumberOfShardsMustStay() {
        RedisConfig config = RedisConfig.of(server.url()).withKeys(server.uniquePrefix(), 4);
        RedisStores.open(config).close();
        assertThatThrownBy(() -> RedisStores.open(config.withKeys(config.prefix(), 5)))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("4 shards")
                .hasMessageContaining("5");
    }

    @Test
    void aUserOfTheServersListWorksWithItsKeysAlone_andItsPasswordIsNeverShown() {
        String prefix = server.uniquePrefix();
        String password = "top/secret@" + prefix;
        server.call(
                "ACL",
                "SETUSER",
                prefix,
                "on",
                ">" + password,
                "~" + prefix + ":*",
                "+@all",
                "-@admin",
                "-@dangerous",
                "+info");
        String encoded = password.replace("/", "%2F").replace("@", "%40");
        String url = server.url().replace("redis://", "redis://" + prefix + ":" + encoded + "@");
        RedisConfig config = RedisConfig.of(url).withKeys(prefix, 2);
        try (StoreAdapter store = RedisStores.open(config)) {
            store.creditStore().reserve(CreditCommands.reserve("r", 100, CreditCommands.user("u")));
            assertThat(store.creditStore().find(CreditCommands.id("r"))).isPresent();
            List<String> tenants = new ArrayList<>();
            store.bookInspection().tenants(tenants::add);
            assertThat(tenants).containsExactly(CreditCommands.TENANT);
            assertThat(new Verification(store.bookInspection()).all(drift -> {}).drifts())
                    .isZero();
        }
        assertThat(config.toString()).doesNotContain("secret");
        assertThatThrownBy(() -> RedisStores.open(config.withKeys("another", 1)))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("denies")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RedisStores.open(config.withUser(prefix, "wrong secret")))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("denies")
                .hasMessageNotContaining("wrong secret");
    }

    @Test
    void urlsOfAllKindsAreUnderstood() {
        RedisConfig cluster = RedisConfig.of("rediss://u%3A:p%25@a:1,b:2?cluster=true", Map.of());
        assertThat(RedisAddress.of(cluster.url())).isEqualTo(new RedisAddress(true, List.of("a:1", "b:2"), true, null));
        assertThat(cluster.user()).isEqualTo("u:");
        assertThat(cluster.password()).isEqualTo("p%");
        RedisConfig sentinel = RedisConfig.of("redis://:p@a:1,b:2?sentinel=books", Map.of());
        assertThat(RedisAddress.of(sentinel.url()))
                .isEqualTo(new RedisAddress(false, List.of("a:1", "b:2"), false, "books"));
        assertThat(sentinel.user()).isNull();
        RedisConfig plain = RedisConfig.of("redis://a:1", Map.of("REDISCLI_AUTH", "p"));
        assertThat(plain.password()).isEqualTo("p");
        assertThat(RedisAddress.of(plain.url())).isEqualTo(new RedisAddress(false, List.of("a:1"), false, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hidden@a:1",
                "redis://u:hidden@a",
                "redis://u:hidden@a:1,b:2",
                "redis://u:hidden@a:1?database=3",
                "redis://u:hid@den@a:1"
            })
    void urlsThatAreNotUnderstoodAreRefused_withoutShowingThePassword(String url) {
        assertThatThrownBy(() -> RedisConfig.of(url, Map.of()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageNotContaining("hid");
    }

    @Test
    void noTwoTenantsShareAKey_andNoneLeavesItsShard() {
        Keys keys = new Keys("p", 3);
        Set<String> seen = new HashSet<>();
        for (String tenant : List.of(
                "a", "A", "a:b", "a%3ab", "a}b{c", "{a}", "a b", "ä", "😀".repeat(32), "%", "due", "a:accounts")) {
            Keys.Tenant made = keys.tenant(tenant);
            assertThat(seen.add(new String(made.accounts(), StandardCharsets.UTF_8)))
                    .as(tenant)
                    .isTrue();
            for (byte[] key : List.of(made.accounts(), made.reservations(), made.steps(), made.changes())) {
                assertThat(JedisClusterCRC16.getSlot(key))
                        .isEqualTo(made.shard().slot());
            }
        }
        assertThatThrownBy(() -> RedisConfig.of("redis://a:1").withKeys("p{1}", 3))
                .isInstanceOf(InvalidRequestException.class);
    }
}
