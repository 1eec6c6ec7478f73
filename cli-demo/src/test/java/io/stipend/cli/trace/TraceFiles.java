package io.stipend.cli.trace;

import io.stipend.core.model.Credits;
import io.stipend.foresight.price.ModelUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** The logs of the tests, and what they cost. */
final class TraceFiles {

    private TraceFiles() {}

    /** A copy of a log of the resources, so that it is a file like any other. */
    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(Path.of(name).getFileName());
        try (InputStream in = Objects.requireNonNull(TraceFiles.class.getResourceAsStream(name), name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    static Path gzip(Path file) throws IOException {
        Path packed = file.resolveSibling(file.getFileName() + ".gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(file, out);
        }
        return packed;
    }

    /** What a log costs: what its rows say; else 3 a million for input, 0.3 cached, 3.75 written, and 15 for all output. */
    static BigDecimal cost(Trace trace) {
        return trace.requests().stream()
                .map(request -> request.cost().map(Credits::toBigDecimal).orElseGet(() -> priced(request.usage())))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .stripTrailingZeros();
    }

    private static BigDecimal priced(ModelUsage usage) {
        return of(usage.inputTokens(), "3")
                .add(of(usage.cachedInputTokens(), "0.3"))
                .add(of(usage.cacheWriteTokens(), "3.75"))
                .add(of(usage.outputTokens() + usage.reasoningTokens(), "15"))
                .movePointLeft(6);
    }

    private static BigDecimal of(long tokens, String perMillion) {
        return new BigDecimal(perMillion).multiply(BigDecimal.valueOf(tokens));
    }
}
