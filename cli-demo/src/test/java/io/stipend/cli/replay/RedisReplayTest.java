package io.stipend.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.testkit.servers.redis.RedisServer;
import org.junit.jupiter.api.Test;

/** Replays on a real server. */
class RedisReplayTest {

    private final String url = RedisServer.shared().url();

    @Test
    void oneWorkerHasTheSameOutcomeAsInMemory() {
        ServerReplays.oneWorkerHasTheSameOutcomeAsInMemory("redis", url);
    }

    @Test
    void manyWorkersLeaveBalancedBooksBesideThoseOfOtherReplays() {
        ServerReplays.manyWorkersLeaveBalancedBooks("redis", url);
    }

    @Test
    void whatIsMissingOrAwayIsSaid_withoutThePassword() {
        assertThat(CommandRun.of("replay", "--store", "redis").err()).contains("--store-url redis://host:port");
        assertThat(CommandRun.of("replay", "--store", "redis", "--store-url", "redis://u:hidden@127.0.0.1:1")
                        .err())
                .contains("Redis at 127.0.0.1:1")
                .doesNotContain("hidden");
        assertThat(CommandRun.of("replay", "--store", "redis", "--store-url", "redis:/u:hidden@host:1")
                        .err())
                .contains("redis://host:port")
                .doesNotContain("hidden");
    }
}
