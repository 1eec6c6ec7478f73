package io.stipend.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.replay.PostgresReplayTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboard and the alarms ask for what a real replay on PostgreSQL shows, and for nothing else. */
final class DashboardTest {

    private static final Path GRAFANA = Path.of("..", "docs", "grafana");
    private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    private static Exposition exposition;

    @BeforeAll
    static void scrape() throws Exception {
        String url = PostgresReplayTest.urlWithSchema();
        try (ScrapedReplay replay = ScrapedReplay.start(
                "--store",
                "postgres",
                "--store-url",
                url,
                "--events",
                "log",
                "--metrics-port",
                "0",
                "--metrics-linger",
                "10m")) {
            replay.awaitReport();
            exposition = Exposition.of(replay.get("/metrics").body());
            assertThat(replay.awaitEnd().status()).isZero();
            assertThat(exposition.total("stipend_reservations_approved_total")).isPositive();
            assertThat(exposition.total("stipend_reservations_rejected_total")).isPositive();
            assertThat(exposition.total("stipend_relay_published_total")).isPositive();
        }
    }

    private static JsonNode dashboard() throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(GRAFANA.resolve("stipend.json")));
    }

    private static List<JsonNode> panelsWithQueries() throws IOException {
        List<JsonNode> panels = new ArrayList<>();
        dashboard().get("panels").forEach(panel -> {
            if (!panel.get("type").asString().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    @Test
    void everyPanelHasData() throws IOException {
        assertThat(panelsWithQueries()).hasSizeGreaterThan(20).allSatisfy(panel -> {
            assertThat(panel.get("targets")).as(panel.get("title").asString()).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                PromQl query = new PromQl(target.get("expr").asString());
                query.assertAnsweredBy(exposition);
                Matcher shown = IN_LEGEND.matcher(target.get("legendFormat").asString());
                while (shown.find()) {
                    assertThat(query.groupings()).as(query.expression()).contains(shown.group(1));
                }
            }
        });
    }

    @Test
    void everyQuerySelectsByTheVariablesThatThereAre() throws IOException {
        List<String> variables = new ArrayList<>(List.of("__rate_interval"));
        dashboard()
                .at("/templating/list")
                .forEach(each -> variables.add(each.get("name").asString()));

        assertThat(variables).contains("datasource", "job", "instance", "stipend");
        for (JsonNode panel : panelsWithQueries()) {
            Matcher used = VARIABLE.matcher(panel.toString());
            TreeSet<String> names = new TreeSet<>();
            while (used.find()) {
                names.add(used.group(1));
            }
            assertThat(variables).containsAll(names);
            assertThat(names).as(panel.get("title").asString()).contains("datasource", "job", "instance", "stipend");
        }
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() throws IOException {
        List<Integer> ids = new ArrayList<>();
        List<String> squares = new ArrayList<>();
        for (JsonNode panel : dashboard().get("panels")) {
            ids.add(panel.get("id").asInt());
            JsonNode grid = panel.get("gridPos");
            assertThat(grid.get("x").asInt() + grid.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < grid.get("w").asInt(); x++) {
                for (int y = 0; y < grid.get("h").asInt(); y++) {
                    squares.add(
                            (grid.get("x").asInt() + x) + "," + (grid.get("y").asInt() + y));
                }
            }
        }

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(squares).doesNotHaveDuplicates();
    }

    @Test
    void everyAlarmAsksForWhatThereIsAndIsExplained() throws IOException {
        JsonNode rules = YAMLMapper.builder().build().readTree(Files.readString(GRAFANA.resolve("alerts.yml")));
        String documented = Files.readString(Path.of("..", "docs", "metrics.md"));

        assertThat(rules.at("/groups/0/rules")).isNotEmpty().allSatisfy(rule -> {
            new PromQl(rule.get("expr").asString()).assertAnsweredBy(exposition);
            assertThat(documented).contains("`" + rule.get("alert").asString() + "`");
        });
    }
}
