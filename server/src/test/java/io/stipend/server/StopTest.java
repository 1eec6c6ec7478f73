package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.deploy.ConfigSource;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A stop says first that it is not ready, ends streams and finishes what is at work. */
final class StopTest {

    @Test
    void aStopIsSaidBeforeItHappens() throws IOException, InterruptedException {
        StipendServer server = StipendServer.start(ConfigSource.of(Map.of())
                .withOption("test", "store.type", "memory")
                .withOption("test", "server.port", "0")
                .withOption("test", "server.stop.balancer-delay", "60s")
                .load());
        Api api = new Api(server.address(), "", Map.of());
        Thread stopping = new Thread(server::close);
        try (RawClient stream = new RawClient(server.address())) {
            stream.send("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            stream.readUntil("retry");
            api.get("/health/ready").expect(200);
            stopping.start();
            await().until(() -> api.get("/health/ready").status() == 503);
            api.post("/v1/reservations", "{\"user\":\"still\"}").expect(201);
            api.get("/health/live").expect(200);

            stopping.interrupt();
            stopping.join();

            assertThat(stream.readAll()).endsWith("0\r\n\r\n");
        }
    }
}
