package io.stipend.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.stipend.cli.replay.PostgresReplayTest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.tiers.CachingTierResolver;
import io.stipend.deploy.tiers.TierCacheConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md lists the meters that there are: their kinds, tags and the values of these; and no others. */
final class MetricsDocTest {

    private static final Pattern ROW = Pattern.compile("\\| `(stipend\\.[a-z.]+)` \\| (\\w+) \\| ([^|]*)\\| [^|]+\\|");
    private static final Pattern TAG = Pattern.compile("`(\\w+)`: ([^;]*)");
    private static final Pattern VALUE = Pattern.compile("`(\\w+)`");

    /** Tags whose values no page can list. */
    private static final Set<String> NAMED_BY_USERS = Set.of("model", "risk");

    /** A meter as its row tells. */
    private record Row(String kind, Map<String, Set<String>> tags) {}

    @TempDir
    private Path directory;

    @Test
    void listsWhatIsRegisteredOnTheStores() throws IOException {
        Map<String, Row> registered = new TreeMap<>();
        String postgres = PostgresReplayTest.urlWithSchema();
        addThoseOfADeployment(registered);
        addThoseOfACacheOfTiers(registered);
        addTo(registered, PostgresStores.open(PostgresConfig.of(postgres)));
        addTo(registered, RedisStores.open(RedisConfig.of(RedisServer.shared().url())));

        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(registered);
    }

    private static void addTo(Map<String, Row> rows, StoreAdapter store) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Stipend stipend = Stipend.builder(store).meters(registry).build()) {
            assertThat(stipend.manager().getMetrics().activeAllocations()).isNotNegative();
            addTo(rows, registry);
        }
    }

    private void addThoseOfADeployment(Map<String, Row> rows) throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Files.writeString(directory.resolve("prices.yaml"), "models:\n  house: {input: 1, output: 4}\n");
        Files.writeString(directory.resolve("tighter.yaml"), "limits:\n  user:\n    credits: 5\n");
        Path file = Files.writeString(directory.resolve("stipend.yaml"), """
                store:
                  type: memory
                tiers:
                  default: free
                  definitions:
                    free:
                      credits: 10
                prices:
                  file: prices.yaml
                forecasts:
                  enabled: true
                  exhaustion:
                    enabled: true
                shadow:
                  file: tighter.yaml
                """);
        try (Deployment deployment = Deployment.start(
                StipendConfig.load(file, Map.of()), Extensions.none().withMeters(registry))) {
            settle(deployment.manager());
            assertThat(deployment.manager().getMetrics().activeAllocations()).isZero();
            addTo(rows, registry);
        }
        assertThat(registry.getMeters()).as("once it is closed").isEmpty();
    }

    /** A model has meters once one of its steps was settled. */
    private static void settle(ResourceManager manager) {
        ExecutionConstraints call =
                ExecutionConstraints.builder().modelCall("house", 10, 20).build();
        ReserveResult.Approved approved = manager.reserveBudget(AvailableResources.credits("1"), call, "ada", null)
                .orElseThrow();
        manager.finalizeUsage(
                approved.reservationId(), ResourceUsage.builder().tokens(15).build());
    }

    private static void addThoseOfACacheOfTiers(Map<String, Row> rows) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CachingTierResolver cache = new CachingTierResolver(
                (tenant, user) -> Tier.builder(user).build(), TierCacheConfig.DEFAULT, Telemetry.on(registry));
        assertThat(cache.tierOf("acme", "ada").name()).isEqualTo("ada");
        addTo(rows, registry);
    }

    private static void addTo(Map<String, Row> rows, MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.getName().endsWith(".histogram")) {
                continue;
            }
            assertThat(id.getTag("stipend")).as(id.getName()).isEqualTo("default");
            Row row = rows.computeIfAbsent(id.getName(), name -> new Row(kind(id.getType()), new TreeMap<>()));
            for (Tag tag : id.getTags()) {
                if (!tag.getKey().equals("stipend")) {
                    Set<String> values = row.tags().computeIfAbsent(tag.getKey(), key -> new TreeSet<>());
                    if (!NAMED_BY_USERS.contains(tag.getKey())) {
                        values.add(tag.getValue());
                    }
                }
            }
        }
    }

    private static String kind(Meter.Type type) {
        return switch (type) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> "timer";
            case DISTRIBUTION_SUMMARY -> "distribution";
            default -> throw new AssertionError(type);
        };
    }

    private static Map<String, Row> documented() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        Map<String, Set<String>> seen = new TreeMap<>();
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "metrics.md"));
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                assertThat(line).doesNotStartWith("| `stipend.");
                continue;
            }
            Map<String, Set<String>> tags = new TreeMap<>();
            Matcher tag = TAG.matcher(row.group(3));
            while (tag.find()) {
                Set<String> values = new TreeSet<>();
                Matcher value = VALUE.matcher(tag.group(2));
                while (value.find()) {
                    values.add(value.group(1));
                }
                if (tag.group(2).strip().equals("as above")) {
                    values.addAll(seen.get(tag.group(1)));
                }
                tags.put(tag.group(1), values);
            }
            seen.putAll(tags);
            assertThat(rows.put(row.group(1), new Row(row.group(2), tags)))
                    .as("%s, twice", row.group(1))
                    .isNull();
        }
        return rows;
    }
}
