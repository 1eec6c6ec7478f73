package io.stipend.testkit.servers.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedRedisTest {

    @Test
    void aCrashLosesNothingThatWasAnswered() {
        Path workFolder;
        try (EmbeddedRedis server = RedisServer.start(RedisOptions.durable())) {
            workFolder = Objects.requireNonNull(server.log().getParent());
            int port = server.port();
            for (int i = 0; i < 100; i++) {
                server.call("RPUSH", "kept", Integer.toString(i));
            }
            server.kill9();
            assertThatThrownBy(() -> server.call("PING")).isInstanceOf(UncheckedIOException.class);

            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.call("LLEN", "kept")).isEqualTo(100L);
        }
        assertThat(workFolder).doesNotExist();
    }

    @Test
    void repliesOfAllKindsAreRead() {
        RedisServer server = RedisServer.shared();
        String key = server.uniquePrefix();
        assertThat(server.call("SET", key, "ä\r\n")).isEqualTo("OK");
        assertThat(server.call("GET", key)).isEqualTo("ä\r\n");
        assertThat(server.call("GET", key + "-none")).isNull();
        assertThat(server.call("EVAL", "return {1, 'a', {2}}", "0")).isEqualTo(List.of(1L, "a", List.of(2L)));
        assertThatThrownBy(() -> server.call("HGET", key, "f"))
                .isInstanceOf(RedisErrorException.class)
                .hasMessageStartingWith("WRONGTYPE");
        assertThat(RedisServer.shared()).isSameAs(server);
    }

    @Test
    void aSettingThatIsWrongFailsTheStart_withWhatTheServerSaid() {
        assertThatThrownBy(() -> RedisServer.start(RedisOptions.fast().with("no-such-setting", "1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void aClusterMovesSlotsAndReplacesItsMasters() {
        try (RedisCluster cluster = RedisCluster.start(3, 1, RedisOptions.fast())) {
            int slot = cluster.slotOf("{a}");
            EmbeddedRedis source = cluster.masterOf(slot);
            source.call("SET", "{a}1", "one");
            EmbeddedRedis target = cluster.masters().stream()
                    .filter(master -> master != source)
                    .findFirst()
                    .orElseThrow();

            cluster.moveSlot(slot, target);

            assertThat(cluster.masterOf(slot)).isSameAs(target);
            assertThat(target.call("GET", "{a}1")).isEqualTo("one");
            target.call("WAIT", "1", "5000");
            target.kill9();
            cluster.awaitOtherMasterOf(slot, target);
            assertThat(cluster.masters()).doesNotContain(cluster.masterOf(slot));
        }
    }

    @Test
    void aSentinelMakesTheReplicaTheMaster() {
        try (RedisSentinel sentinel = RedisSentinel.start(RedisOptions.fast())) {
            sentinel.master().kill9();
            sentinel.awaitFailover();
            assertThat(sentinel.replica().call("SET", "k", "v")).isEqualTo("OK");
        }
    }

    @Test
    void aServerThatIsNamedIsTaken() {
        RedisServer server = RedisServer.shared();
        RedisServer named = SharedRedis.choose(Map.of("TEST_REDIS_URL", server.url()));
        assertThat(named.port()).isEqualTo(server.port());
        RemoteRedis withUser = RemoteRedis.of("redis://u:hidden@somewhere:7000");
        assertThat(withUser.user()).isEqualTo("u");
        assertThat(withUser.password()).isEqualTo("hidden");
        assertThat(withUser).hasToString("Redis on somewhere:7000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://:hidden@host:1", "redis://u:hidden@host", "redis://u:hidden@one:1,two:2"})
    void refusesWhatItDoesNotUnderstand_withoutShowingThePassword(String url) {
        assertThatThrownBy(() -> RemoteRedis.of(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TEST_REDIS_URL")
                .hasMessageNotContaining("hidden");
    }
}
