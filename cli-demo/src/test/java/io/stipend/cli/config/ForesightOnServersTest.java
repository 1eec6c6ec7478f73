package io.stipend.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.ForecastStore;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import io.stipend.events.ResourceEvent;
import io.stipend.foresight.forecast.SharedForecasts;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.postgres.PostgresServer;
import io.stipend.testkit.servers.redis.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Forecasts, and policies that are only tried, in deployments over real databases. */
final class ForesightOnServersTest {

    private static final int STEPS = 120;

    @TempDir
    private Path folder;

    private final List<ResourceEvent> published = new CopyOnWriteArrayList<>();

    /** A configuration over a database of the test's own. */
    private StipendConfig config(String store, String more) throws IOException {
        Path file = folder.resolve("stipend.yaml");
        Files.writeString(file, (store.equals("postgres") ? onPostgres() : onRedis()) + more);
        return StipendConfig.load(file, Map.of());
    }

    /** Of this test's own: the schema, or what keys begin with. */
    private final String name = PostgresServer.shared().uniqueSchema();

    private String onPostgres() {
        PostgresServer server = PostgresServer.shared();
        PostgresStores.applySchema(PostgresConfig.of(server.jdbcUrl())
                .withUser(server.user(), server.password())
                .withSchema(name));
        return "store: {type: postgres, url: '%s', user: '%s', password: '%s', postgres: {schema: %s}}\n"
                .formatted(server.jdbcUrl(), server.user(), server.password(), name);
    }

    private String onRedis() {
        return "store: {type: redis, url: '%s', redis: {prefix: '%s', shards: 4}}\n"
                .formatted(RedisServer.shared().url(), name);
    }

    private Deployment start(StipendConfig config) {
        return Deployment.start(config, Extensions.none().withEvents(published::addAll));
    }

    private <E extends ResourceEvent> List<E> published(Class<E> type) {
        return published.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static ReserveResult.Approved reserve(Deployment deployment, String user, ExecutionConstraints step) {
        return deployment
                .manager()
                .reserveBudget(BudgetRequest.builder(AvailableResources.credits(Credits.MAX), step)
                        .user(user)
                        .build())
                .orElseThrow();
    }

    private static ExecutionConstraints costing(long credits) {
        return ExecutionConstraints.builder().maxCost(Credits.of(credits)).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void aPolicyThatIsTriedRefusesNothingAndChangesNothing(String store) throws IOException {
        Files.writeString(folder.resolve("tighter.yaml"), """
                tiers:
                  default: tight
                  definitions:
                    tight: {credits: 5, period: day}
                """);
        try (Deployment deployment = start(config(store, "shadow: {file: tighter.yaml}\n"))) {
            reserve(deployment, "bob", costing(4));
            reserve(deployment, "ada", costing(6));
            Await.await().until(() -> published(ResourceEvent.Reserved.class).size() == 2);

            assertThat(published(ResourceEvent.Refused.class)).singleElement().satisfies(refused -> {
                assertThat(refused.account()).isEqualTo("user:ada");
                assertThat(refused.shadow()).isTrue();
                assertThat(refused.needed()).isEqualTo(Credits.of(6).units());
                assertThat(refused.available()).isEqualTo(Credits.of(5).units());
            });
            AccountView ada = deployment.accounts().show(AccountId.user("ada")).orElseThrow();
            assertThat(ada.reserved().credits()).isEqualTo(Credits.of(6).units());
            assertThat(ada.limits().find(Resource.CREDITS))
                    .as("what is in force")
                    .hasValue(Credits.of(10_000).units());
        }
    }

    /** Settles steps of 300 tokens; returns what the last one held. */
    private static long settleSteps(Deployment deployment) {
        long held = 0;
        for (int i = 0; i < STEPS; i++) {
            held = settleStep(deployment);
        }
        return held;
    }

    private static long settleStep(Deployment deployment) {
        ReserveResult.Approved step = reserve(deployment, "ada", ExecutionConstraints.NONE);
        deployment
                .manager()
                .finalizeUsage(
                        step.reservationId(),
                        ResourceUsage.builder().tokens(300).build());
        return step.held().tokens();
    }

    private static final String FORECASTS = "forecasts: {enabled: true, max-output: 2000}\n";

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void aRecordOfForecastsThatIsDamagedIsRefusedWithAWarningAndBegunAnew(String store) throws IOException {
        StipendConfig config = config(store, FORECASTS);
        try (Deployment deployment = start(config)) {
            assertThat(settleSteps(deployment)).isLessThan(400);
        }
        int records = damageAll(config);
        assertThat(records).isEqualTo(4);

        try (Warnings warnings = new Warnings();
                Deployment deployment = start(config)) {
            assertThat(warnings.texts)
                    .hasSize(records)
                    .allSatisfy(text -> assertThat(text).contains("are not used, and are learned anew"))
                    .anySatisfy(text -> assertThat(text).contains("checksum is wrong"));
            assertThat(settleStep(deployment)).as("nothing is known").isEqualTo(2_000);
            assertThat(settleSteps(deployment)).isLessThan(400);
        }
        try (StoreAdapter opened = Deployment.openStore(config)) {
            assertThat(SharedForecasts.figures(forecasts(opened)))
                    .singleElement()
                    .satisfies(figures -> assertThat(figures.steps()).isEqualTo(STEPS + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void whereNothingCanBeKeptForecastsAreLearnedAnyway(String store) throws Exception {
        StipendConfig config = config(store, FORECASTS);
        if (store.equals("postgres")) {
            dropTheTable();
        } else {
            RedisServer.shared().call("SET", name + ":{forecasts}:records", "no hash");
        }
        try (Warnings warnings = new Warnings();
                Deployment deployment = start(config)) {
            assertThat(warnings.texts)
                    .singleElement()
                    .asString()
                    .startsWith("forecasts cannot be shared, and are learned on: ");
            assertThat(settleSteps(deployment)).isLessThan(400);
            assertThat(deployment.manager().getMetrics().forecasts())
                    .singleElement()
                    .satisfies(figures -> assertThat(figures.steps()).isEqualTo(STEPS));
        }
    }

    private void dropTheTable() throws SQLException {
        PostgresServer server = PostgresServer.shared();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE " + name + ".forecast");
        }
    }

    private static ForecastStore forecasts(StoreAdapter store) {
        return store.forecasts().orElseThrow();
    }

    /** Damages the one record that is there, and writes some that are none of ours; returns how many there are then. */
    private static int damageAll(StipendConfig config) {
        try (StoreAdapter opened = Deployment.openStore(config)) {
            ForecastStore store = forecasts(opened);
            store.readAll().forEach((node, record) -> {
                byte[] bent = record.bytes();
                bent[bent.length / 2] ^= 1;
                store.put(node, bent, Set.of());
            });
            store.put("empty", new byte[0], Set.of());
            store.put("foreign", "not ours".getBytes(StandardCharsets.UTF_8), Set.of());
            store.put("large", new byte[ForecastStore.MAX_BYTES], Set.of());
            return store.readAll().size();
        }
    }

    /** What is warned of about shared forecasts. */
    private static final class Warnings extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        final List<String> texts = new CopyOnWriteArrayList<>();
        private final Logger logger = (Logger) LoggerFactory.getLogger(SharedForecasts.class);

        Warnings() {
            start();
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            texts.add(event.getFormattedMessage());
        }

        @Override
        public void close() {
            logger.detachAppender(this);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void howGoodForecastsAreIsToldOfAllNodesTogether(String store) throws IOException {
        StipendConfig config = config(
                store, "forecasts: {enabled: true, max-output: 2000, share-interval: 1s, report-interval: 1s}\n");
        try (Deployment gone = start(config)) {
            settleSteps(gone);
        }
        published.clear();
        try (Deployment deployment = start(config)) {
            Await.await().until(() -> {
                settleSteps(deployment);
                return published(ResourceEvent.ForecastCalibration.class).size() >= 2;
            });
            long own = deployment.manager().getMetrics().forecasts().stream()
                    .mapToLong(ForecastFigures::steps)
                    .sum();
            List<ResourceEvent.ForecastCalibration> told = published(ResourceEvent.ForecastCalibration.class);
            assertThat(told).allSatisfy(each -> assertThat(each.steps()).isBetween((long) STEPS, STEPS + own));
            assertThat(told.get(1).steps()).as("with those of both nodes").isGreaterThan(STEPS);
            assertThat(told).extracting(ResourceEvent::id).doesNotHaveDuplicates();
        }
    }
}
