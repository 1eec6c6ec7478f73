package io.stipend.cli.serve;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.cli.serve.demo.DemoTraffic;
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceSource;
import io.stipend.deploy.ConfigSource;
import io.stipend.server.StipendServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo's agents reserve, are refused, and work in trees, soon after it begins; it fills no books but its own. */
final class DemoTest {

    @Test
    void theDemoIsAliveSoon() {
        ConfigSource memory = ConfigSource.NONE.withOption("test", "server.port", "0");
        for (Map.Entry<String, String> setting : DemoTraffic.SETTINGS.entrySet()) {
            memory = memory.withOption("test", setting.getKey(), setting.getValue());
        }
        try (StipendServer server = StipendServer.start(memory.load());
                DemoTraffic traffic = DemoTraffic.start(server.address(), TraceReader.read(TraceSource.bundled()))) {
            assertThat(traffic).isNotNull();
            await().ignoreExceptions().until(() -> {
                JsonNode overview = get(server.address().resolve("/v1/overview"));
                return overview.at("/activity/grantedLastMinute").asInt() > 20
                        && overview.at("/activity/refusedLastMinute").asInt() > 0
                        && overview.at("/accounts/users").asInt() > 10;
            });
            await().ignoreExceptions().until(() -> somethingIsSplit(server));
            await().ignoreExceptions()
                    .until(() -> get(server.address().resolve("/v1/pools/gpus"))
                                    .at("/reserved/slots")
                                    .asInt()
                            > 0);
        }
    }

    /** One run after another hands out parts, and ends after half a minute. */
    private static boolean somethingIsSplit(StipendServer server) throws Exception {
        for (int run = 1; ; run++) {
            JsonNode tree = get(server.address().resolve("/v1/reservations/study-" + run + "/tree"));
            if (!tree.has("descendants")) {
                return false;
            }
            if (!tree.get("descendants").isEmpty()) {
                return true;
            }
        }
    }

    private static JsonNode get(URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    @Test
    void itFillsNoBooksButItsOwn() {
        CommandRun run =
                CommandRun.of("serve", "--demo", "--store-url", "jdbc:postgresql://localhost/books", "--port", "0");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--demo fills books of its own");
    }
}
