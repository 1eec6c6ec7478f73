package io.stipend.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the numbers of a replay are served; what is served is {@link DashboardTest}'s affair. */
final class MetricsServerTest {

    @Test
    void answersOnItsPathAloneAndIsGoneAfterwards() throws Exception {
        try (ScrapedReplay replay = ScrapedReplay.start("--metrics-port", "0", "--metrics-linger", "10m")) {
            assertThat(replay.get("/").statusCode()).isEqualTo(404);
            assertThat(replay.get("/-/healthy").statusCode()).isEqualTo(404);
            replay.awaitReport();

            var last = replay.get("/metrics");

            assertThat(last.statusCode()).isEqualTo(200);
            assertThat(last.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(last.body()).contains("# TYPE stipend_store_latency_seconds histogram");
            CommandRun run = replay.awaitEnd();
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("BALANCED");
            assertThat(replay.isServed()).isFalse();
        }
    }

    @Test
    void halfARequestKeepsNobodyElseWaiting() throws Exception {
        try (ScrapedReplay replay = ScrapedReplay.start("--metrics-port", "0", "--metrics-linger", "10m");
                Socket half = replay.connect()) {
            half.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            half.getOutputStream().flush();
            replay.awaitReport();

            assertThat(replay.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(replay.awaitEnd().status()).isZero();
        }
    }

    @Test
    void manyHalvesOfRequestsKeepNobodyElseWaitingForLong() throws Exception {
        List<Socket> halves = new ArrayList<>();
        try (ScrapedReplay replay = ScrapedReplay.start("--metrics-port", "0", "--metrics-linger", "10m")) {
            for (int i = 0; i < 40; i++) {
                Socket half = replay.connect();
                halves.add(half);
                half.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
                half.getOutputStream().flush();
            }
            replay.awaitReport();

            assertThat(replay.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(replay.awaitEnd().status()).isZero();
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = CommandRun.of("replay", "--metrics-port", Integer.toString(taken.getLocalPort()));

            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains("port " + taken.getLocalPort() + " of 127.0.0.1", "give another --metrics-port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void wrongOptionsAreSaidSo() {
        assertThat(CommandRun.of("replay", "--metrics-port", "65536").err()).contains("--metrics-port", "65535");
        assertThat(CommandRun.of("replay", "--metrics-linger", "5m").err()).contains("not used without --metrics-port");
        CommandRun noUnit = CommandRun.of("replay", "--metrics-port", "0", "--metrics-linger", "5");
        assertThat(noUnit.status()).isEqualTo(2);
        assertThat(noUnit.err()).contains("duration is '5'", "such as 90s");
    }
}
