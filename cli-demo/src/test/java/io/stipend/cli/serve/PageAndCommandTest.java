package io.stipend.cli.serve;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stipend.cli.CommandRun;
import io.stipend.deploy.ConfigSource;
import io.stipend.server.StipendServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page of accounts shows what {@code stipend accounts} prints at the same moment. */
final class PageAndCommandTest {

    /** Each account's amounts in full, which are their titles. */
    private static final String SHOWN = """
            return Object.fromEntries([...document.querySelectorAll('.page-accounts tbody tr')].map((row) => [
              decodeURIComponent(row.querySelector('a.account').hash.replace('#/account?id=', '')),
              [...row.querySelectorAll('.amount')].map((each) => each.title)]));
            """;

    @Test
    void thePageShowsWhatTheCommandPrints(@TempDir Path home) throws Exception {
        assumeThereIsABrowser();
        String url = RedisServer.shared().url();
        String prefix = RedisServer.shared().uniquePrefix();
        ConfigSource source = ConfigSource.NONE
                .withOption("test", "store.type", "redis")
                .withOption("test", "store.url", url)
                .withOption("test", "store.redis.prefix", prefix)
                .withOption("test", "server.port", "0");
        try (StipendServer server = StipendServer.start(source.load());
                HeadlessPage page = HeadlessPage.open(server.address().resolve("/#/accounts?order=name"), home)) {
            for (int i = 0; i < 5; i++) {
                String user = "user-" + i;
                post(
                        server,
                        "accounts/user:" + user + "/limit",
                        "{\"limit\":\"" + (10 + i) + ".5\",\"reason\":\"test\"}");
                post(
                        server,
                        "reservations",
                        "{\"id\":\"r-" + i + "\",\"user\":\"" + user + "\",\"constraints\":{\"credits\":\"4.25\"}}");
            }
            requireThatBothSayTheSame(page, url, prefix);

            post(server, "reservations/r-1/settle", "{\"used\":{\"credits\":\"1.00000001\"}}");
            post(server, "reservations/r-2/usage", "{\"used\":{\"credits\":\"2\"}}");
            post(server, "reservations/r-3/release", "{}");
            post(server, "accounts/user:user-4/grant", "{\"amount\":\"0.125\",\"reason\":\"test\"}");
            requireThatBothSayTheSame(page, url, prefix);
        }
    }

    private static void requireThatBothSayTheSame(HeadlessPage page, String url, String prefix) {
        Map<String, String> printed = printed(url, prefix);
        assertThat(printed).hasSize(5);
        await().untilAsserted(() -> assertThat(shown(page)).isEqualTo(printed));
    }

    private static Map<String, String> printed(String url, String prefix) {
        CommandRun run = CommandRun.of(
                "accounts", "--json", "--limit", "100", "--store-url", url, "--set", "store.redis.prefix=" + prefix);
        assertThat(run.status()).as(run.err()).isZero();
        Map<String, String> printed = new TreeMap<>();
        run.out().lines().map(JsonMapper.shared()::readTree).forEach(account -> {
            JsonNode credits = account.at("/resources/CREDITS");
            printed.put(
                    account.get("account").asString(),
                    amounts(credits.get("spent"), credits.get("reserved"), credits.get("available")));
        });
        return printed;
    }

    private static String amounts(JsonNode... credits) {
        StringBuilder text = new StringBuilder();
        for (JsonNode each : credits) {
            text.append(new BigDecimal(each.asString()).stripTrailingZeros().toPlainString())
                    .append(" credits ");
        }
        return text.toString();
    }

    private static Map<String, String> shown(HeadlessPage page) {
        Map<String, String> shown = new TreeMap<>();
        page.run(SHOWN).properties().forEach(row -> {
            StringBuilder text = new StringBuilder();
            row.getValue().forEach(title -> text.append(title.asString()).append(' '));
            shown.put(row.getKey(), text.toString());
        });
        return shown;
    }

    private static void post(StipendServer server, String place, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.address().resolve("/v1/").toString() + place))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
    }

    /** In CI, a missing browser is a failure. */
    private static void assumeThereIsABrowser() {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(HeadlessPage.isThere())
                    .as("chromium and chromedriver are there")
                    .isTrue();
        }
        assumeTrue(HeadlessPage.isThere(), "there is no chromium with its chromedriver");
    }
}
