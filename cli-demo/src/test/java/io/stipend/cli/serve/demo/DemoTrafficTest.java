package io.stipend.cli.serve.demo;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that is slower than the trace slows the agents down; they do not pile up in front of it. */
final class DemoTrafficTest {

    private static final int REFUSED = 402;
    private static final String OF_TRACE = "\"id\":\"call-";
    private static final String OF_LONG_RUN = "\"id\":\"study-";

    private final Queue<HttpExchange> unanswered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger longRuns = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private HttpServer service;

    /** Answers everything at once but the reservations of the trace. */
    @BeforeEach
    void serve() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(threads);
        service.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (body.contains(OF_TRACE)) {
                unanswered.add(exchange);
            } else {
                longRuns.addAndGet(body.contains(OF_LONG_RUN) ? 1 : 0);
                refuse(exchange);
            }
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
        threads.shutdownNow();
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(REFUSED, -1);
        exchange.close();
    }

    @Test
    void noMoreAgentsWorkThanTheServiceAnswers() throws IOException {
        URI address = URI.create("http://localhost:" + service.getAddress().getPort());
        try (DemoTraffic traffic = DemoTraffic.start(address, TraceReader.read(TraceSource.bundled()))) {
            assertThat(traffic).isNotNull();
            await().until(() -> unanswered.size() == DemoTraffic.MAX_AT_WORK);
            letTimePass();
            assertThat(unanswered).hasSize(DemoTraffic.MAX_AT_WORK);

            int answered = 30;
            for (int i = 0; i < answered; i++) {
                refuse(unanswered.remove());
            }

            await().until(() -> unanswered.size() == DemoTraffic.MAX_AT_WORK);
            letTimePass();
            assertThat(unanswered).as("as many have begun as were answered").hasSize(DemoTraffic.MAX_AT_WORK);
        }
    }

    /** Some seconds of the demo, in which the trace has hundreds of requests: its long runs come by the clock, whatever is answered. */
    private void letTimePass() {
        int begun = longRuns.get();
        await().until(() -> longRuns.get() > begun + 1);
    }
}
