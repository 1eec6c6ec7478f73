package io.stipend.store.redis.internal.forecasts;

import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records of forecasts in one hash, by node. Thread safe. */
public final class RedisForecasts implements ForecastStore {

    private final ScriptRunner runner;
    private final Keys keys;

    public RedisForecasts(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.keys = keys;
    }

    @Override
    public boolean put(String node, byte[] bytes, Set<String> absorbed) {
        Checks.id(node, "node");
        List<byte[]> arguments = new ArrayList<>(List.of(Bytes.of(node), bytes));
        absorbed.forEach(each -> arguments.add(Bytes.of(each)));
        return runner.run(call(Script.KEEP_FORECAST, arguments)).code() == AnswerCode.DONE;
    }

    @Override
    public Map<String, NodeRecord> readAll() {
        ScriptAnswer answer = runner.run(call(Script.READ_FORECASTS, List.of()));
        long nowMillis = answer.number(0);
        List<?> fields = (List<?>) answer.parts().get(1);
        Map<String, NodeRecord> records = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i += 2) {
            records.put(ScriptAnswer.textOf(fields.get(i)), record((byte[]) fields.get(i + 1), nowMillis));
        }
        return records;
    }

    /** The time when it was written, a colon, and what was written. What is none of ours is a record without an age, which its reader refuses. */
    private static NodeRecord record(byte[] value, long nowMillis) {
        int colon = 0;
        long writtenMillis = 0;
        while (colon < value.length && colon < 18 && value[colon] >= '0' && value[colon] <= '9') {
            writtenMillis = 10 * writtenMillis + value[colon++] - '0';
        }
        return colon < value.length && value[colon] == ':'
                ? new NodeRecord(Arrays.copyOfRange(value, colon + 1, value.length), nowMillis - writtenMillis)
                : new NodeRecord(value, Long.MAX_VALUE);
    }

    private ScriptCall call(Script script, List<byte[]> arguments) {
        return new ScriptCall(script, keys.forecastSlot(), keys.forecasts(), List.of(keys.forecasts()), arguments);
    }
}
