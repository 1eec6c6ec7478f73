package io.stipend.foresight.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the published traces that figures are measured on: that of Azure (timestamp, input, output) and that of Mooncake (milliseconds,
 * session, input, output), whose sessions tell the turn before each call. {@code stipend replay} reads many more kinds of logs.
 */
public final class PublishedTrace {

    private PublishedTrace() {}

    /**
     * Reads the calls of a trace.
     *
     * @throws IOException if it cannot be read, or is neither of the two
     */
    public static List<Trial.Call> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Trial.Call> calls = new ArrayList<>(lines.size());
        Map<String, Long> turns = new HashMap<>();
        String header = lines.isEmpty() ? "" : lines.get(0);
        boolean azure = header.equals("TIMESTAMP,ContextTokens,GeneratedTokens");
        if (!azure && !header.equals("timestamp_ms,session,input_tokens,output_tokens")) {
            throw new IOException(file + " begins with '" + header + "'; give a trace of Azure or Mooncake");
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            long output = Long.parseLong(fields[fields.length - 1]);
            long input = Long.parseLong(fields[fields.length - 2]);
            Trial.Call call = Trial.Call.of(azure ? millis(fields[0]) : Long.parseLong(fields[0]), input, output);
            Long previous = azure ? null : turns.put(fields[1], output);
            calls.add(previous == null ? call : call.after(previous));
        }
        return calls;
    }

    private static long millis(String timestamp) {
        return LocalDateTime.parse(timestamp.replace(' ', 'T'))
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
    }
}
