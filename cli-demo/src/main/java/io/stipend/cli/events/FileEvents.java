package io.stipend.cli.events;

import io.stipend.cli.text.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Events of a file, one CloudEvent in JSON a line. */
public final class FileEvents implements RawEvents {

    private static final byte[] JSON = "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final LineReader lines;

    private FileEvents(String name, LineReader lines) {
        this.name = name;
        this.lines = lines;
    }

    /** Those of a stream, which stays open. */
    public static FileEvents of(InputStream in) {
        return of("standard input", in);
    }

    /** Those of a file. */
    public static FileEvents of(Path file) {
        try {
            return of(file.toString(), Files.newInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static FileEvents of(String name, InputStream in) {
        return new FileEvents(name, new LineReader(name, in));
    }

    @Override
    public @Nullable List<RawEvents.RawEvent> next() {
        try {
            String text = lines.next();
            if (text == null) {
                lines.close();
                return null;
            }
            Headers headers = new RecordHeaders().add("content-type", JSON);
            return text.isBlank()
                    ? List.of()
                    : List.of(new RawEvents.RawEvent(
                            name + ", line " + lines.number(), headers, text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
