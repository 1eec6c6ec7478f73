package io.stipend.store.redis.internal.verb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.store.redis.internal.connection.ConnectionSource;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCatalog;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.Call;
import io.stipend.testkit.servers.redis.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests that share a script see what the ones before them did. */
final class SharedScriptTest {

    private static final String TENANT = "t";

    private final RedisConfig config =
            RedisConfig.of(RedisServer.shared().url()).withKeys("test-" + UUID.randomUUID(), 1);
    private final Keys.Tenant keys = new Keys(config.prefix(), config.shards()).tenant(TENANT);

    private Call<ScriptRequest, ScriptAnswer> reserve(String id, String step) {
        ReserveCommand command = new ReserveCommand(
                new ReservationId(TENANT, id),
                AccountPath.of(List.of()),
                List.of(),
                ResourceVector.ZERO,
                60_000,
                null,
                step,
                Map.of());
        return new Call<>(ScriptRequest.reserve(keys, command), Long.MAX_VALUE);
    }

    @Test
    void ofTwoReservesWithOneStepTheFirstHasIt() {
        RedisStores.open(config).close();
        try (ScriptRunner runner =
                new ScriptRunner(config, ConnectionSource.open(config), ScriptCatalog.ON_SERVER_TIME)) {
            RequestRunner requests = new RequestRunner(runner, new ScriptCallFactory(config.maxBacklog()), () -> {});
            requests.hasKeys(keys, true);
            List<Call<ScriptRequest, ScriptAnswer>> calls =
                    List.of(reserve("first", "step"), reserve("second", "step"), reserve("third", "other step"));
            requests.runBatch(calls);
            assertThat(calls)
                    .extracting(call -> call.result().code())
                    .containsExactly(AnswerCode.DONE, AnswerCode.STEP_TAKEN, AnswerCode.DONE);
            assertThat(calls.get(1).result().text(0)).isEqualTo("first");
        }
    }
}
