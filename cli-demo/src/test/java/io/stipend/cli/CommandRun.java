package io.stipend.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run of the command in this process. */
public record CommandRun(int status, String out, String err) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = StipendCommand.create(new PrintWriter(out), new PrintWriter(err))
                .execute(args);
        return new CommandRun(status, out.toString(), err.toString());
    }

    public JsonNode json() {
        return JSON.readTree(out);
    }

    /** The report without what tells how long it took. */
    public static Map<String, Object> withoutTimes(JsonNode report) {
        @SuppressWarnings("unchecked")
        Map<String, Object> properties = JSON.convertValue(report, Map.class);
        properties.keySet().removeAll(Set.of("elapsedMillis", "cyclesPerSecond", "latencyMicros"));
        return properties;
    }
}
