package io.stipend.store.redis.internal;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.internal.connection.ConnectionSource;
import io.stipend.store.redis.internal.connection.Ping;
import io.stipend.store.redis.internal.connection.ServerPreflight;
import io.stipend.store.redis.internal.forecasts.RedisForecasts;
import io.stipend.store.redis.internal.inspection.RedisInspection;
import io.stipend.store.redis.internal.journal.RedisJournal;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptCatalog;
import io.stipend.store.redis.internal.script.ScriptResult;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.redis.internal.verb.RedisAccounts;
import io.stipend.store.redis.internal.verb.RedisCreditStore;
import io.stipend.store.redis.internal.verb.RedisUpkeep;
import io.stipend.store.redis.internal.verb.RequestRunner;
import io.stipend.store.redis.internal.verb.ScriptCallFactory;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.StoreRoles;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the roles over one server or cluster. */
public final class RedisStore {

    private static final Logger log = LoggerFactory.getLogger(RedisStore.class);

    /** The version of the keys and records that this program writes. */
    private static final String LAYOUT = "3";

    private RedisStore() {}

    public static StoreAdapter open(RedisConfig config, ScriptCatalog scripts) {
        ScriptRunner runner = new ScriptRunner(config, ConnectionSource.open(config), scripts);
        try {
            ServerPreflight.check(runner.connections(), config);
            Keys keys = new Keys(config.prefix(), config.shards());
            openShards(runner, keys);
            return over(runner, keys);
        } catch (RuntimeException failure) {
            runner.close();
            throw failure;
        }
    }

    /** Makes the shards' keys, or sees that they are there. Damage in one shard does not keep the others from work. */
    private static void openShards(ScriptRunner runner, Keys keys) {
        List<ScriptCall> opens = keys.shards().stream()
                .map(shard -> ScriptCall.of(
                        Script.OPEN_SHARD,
                        shard,
                        List.of(shard.layout(), shard.due(), shard.journal()),
                        List.of(Bytes.of(LAYOUT), Bytes.of(keys.shards().size()))))
                .toList();
        for (ScriptResult result : runner.runEach(opens)) {
            ScriptAnswer answer = result.all().get(0);
            if (answer.code() == AnswerCode.DAMAGED) {
                log.error(
                        "books at {} under the prefix {} are damaged: {}",
                        runner.connections().address(),
                        runner.config().prefix(),
                        answer.text(0));
            } else if (answer.code() == AnswerCode.CONFLICT) {
                throw new CreditStoreException(
                        Kind.UNAVAILABLE,
                        "the prefix " + runner.config().prefix() + " was opened with layout " + answer.text(0) + " and "
                                + answer.text(1) + " shards, and not with layout " + LAYOUT + " and "
                                + runner.config().shards() + "; give the same, or another prefix");
            }
        }
    }

    private static StoreAdapter over(ScriptRunner runner, Keys keys) {
        RedisJournal journal = new RedisJournal(runner, keys);
        ScriptCallFactory calls = new ScriptCallFactory(runner.config().maxBacklog());
        RequestRunner requests = new RequestRunner(runner, calls, journal::wake);
        return new StoreRoles(
                new RedisCreditStore(runner, keys, requests),
                new RedisUpkeep(runner, keys, requests),
                journal,
                new RedisAccounts(runner, keys, requests, calls, journal::wake),
                new RedisInspection(runner, keys, requests),
                Optional.of(new RedisForecasts(runner, keys)),
                () -> Ping.all(runner.connections()),
                runner::close);
    }
}
