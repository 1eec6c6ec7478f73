package io.stipend.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is much longer than the heap has room for as objects. */
class MillionRequestsTest {

    private static final int REQUESTS = 1_000_000;

    @TempDir
    Path folder;

    /** Reads a log in a JVM of its own, and prints how many requests and tokens it has. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) {
            Trace trace = TraceReader.read(TraceSource.file(Path.of(arguments[0])));
            long tokens = 0;
            for (TraceRequest request : trace.requests()) {
                tokens += request.inputTokens() + request.outputTokens();
            }
            System.out.println(trace.requests().size() + " " + trace.sessions().size() + " " + tokens + " "
                    + trace.notes().outOfOrder() + " " + trace.notes().duplicates());
        }
    }

    @Test
    void aMillionRequestsAreReadInAHeapOf128MegabytesAndSorted() throws IOException, InterruptedException {
        Path log = folder.resolve("million.csv");
        long tokens = 0;
        try (BufferedWriter out = Files.newBufferedWriter(log)) {
            out.write("request_id,timestamp,user,session,model,input_tokens,output_tokens,cost\n");
            for (int i = 0; i < REQUESTS; i++) {
                // Each second one stands behind one that came later.
                long at = 1_772_442_000_000L + (i ^ 1) * 100L;
                out.write("request-" + i + "," + at + ",user-" + i % 5_000 + ",session-" + i / 20 + ",opus," + i % 9_999
                        + "," + i % 777 + ",0.0" + i % 1_000 + "\n");
                tokens += i % 9_999 + i % 777;
            }
            out.write("request-7,1772442000000,user-7,session-0,opus,7,7,0.07\n");
        }

        Process child = ChildJvm.start(Reader.class, List.of("-Xmx128m"), log.toString());
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(child.waitFor()).isZero();
        assertThat(said).isEqualTo(REQUESTS + " 50000 " + tokens + " 500000 1");
    }

    @Test
    void whatDoesNotFitIsSaidSo() throws IOException, InterruptedException {
        Path log = folder.resolve("names.csv");
        try (BufferedWriter out = Files.newBufferedWriter(log)) {
            out.write("timestamp,user,input_tokens,output_tokens\n");
            for (int i = 0; i < 400_000; i++) {
                out.write("1772442000,user-of-a-very-long-name-that-nobody-else-has-" + i + ",1,1\n");
            }
        }
        Process child = ChildJvm.start(WithoutRoom.class, List.of("-Xmx32m"), log.toString());
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).isZero();
        assertThat(said).contains("fill the memory, and there are more", "-Xmx");
    }

    /** Reads a log in a JVM of its own, and prints why it cannot. */
    static final class WithoutRoom {

        private WithoutRoom() {}

        public static void main(String[] arguments) {
            assertThatThrownBy(() -> TraceReader.read(TraceSource.file(Path.of(arguments[0]))))
                    .isInstanceOf(TraceException.class)
                    .satisfies(e -> System.out.println(e.getMessage()));
        }
    }
}
