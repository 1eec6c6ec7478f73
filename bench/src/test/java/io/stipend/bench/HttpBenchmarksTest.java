package io.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.bench.HttpClientConnection.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The benchmarks over HTTP do what their names say: the service keeps books, and the floor answers the same without any. */
class HttpBenchmarksTest {

    private static final int TIMES = 20;

    @Test
    void theServiceSettlesWhatIsReserved() throws Exception {
        HttpCycle benchmark = new HttpCycle();
        benchmark.server = "memory";
        benchmark.listeners = 3;
        benchmark.open();
        HttpCycle.Connected connected = new HttpCycle.Connected();
        connected.connect(benchmark);
        Caller caller = new Caller();
        caller.startAt(1, 1);
        try {
            for (int i = 0; i < TIMES; i++) {
                assertThat(text((Answer) benchmark.cycle(caller, connected)))
                        .contains("\"charged\":{\"credits\":\"0.00001500\",\"tokens\":\"1100\"");
            }
        } finally {
            connected.close();
            benchmark.close();
        }
    }

    @Test
    void theFloorAnswersTheSameBytesAndKeepsNoBooks() {
        try (HttpServerProcess floor = HttpServerProcess.floor();
                HttpClientConnection connection = floor.connect()) {
            Answer first = HttpPair.send(connection, "one");
            Answer second = HttpPair.send(connection, "one");

            assertThat(text(second)).isEqualTo(text(first)).contains("\"id\":\"h-0-0\"");
            assertThat(first.headers())
                    .extracting(Object::toString)
                    .anyMatch(header -> header.startsWith("traceparent"));
        }
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
