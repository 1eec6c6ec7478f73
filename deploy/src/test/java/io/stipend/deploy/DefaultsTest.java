package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.background.EventRelay;
import io.stipend.core.background.Sweeper;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.TierSettings;
import io.stipend.deploy.tiers.TierCacheConfig;
import io.stipend.deploy.tiers.TierCacheConfig.WhenUnavailable;
import io.stipend.events.EventsConfig;
import io.stipend.events.kafka.KafkaEventsConfig;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.redis.RedisConfig;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left out is what it is in code, and what is given arrives where it belongs. */
final class DefaultsTest {

    private static final String JDBC = "jdbc:postgresql://db/stipend";
    private static final String REDIS = "redis://cache:6379";

    @TempDir
    private Path folder;

    @Test
    void whatIsLeftOutIsWhatItIsInCode() {
        StipendConfig config = new TestConfig(folder).load("store: {type: memory}");

        assertThat(config.store()).isEqualTo(MemoryConfig.DEFAULT);
        assertThat(config.events()).isEqualTo(EventsConfig.none());
        assertThat(config.manager()).isEqualTo(ManagerConfig.DEFAULT);
        assertThat(config.limits()).isEqualTo(LimitSettings.DEFAULT);
        assertThat(config.tiers()).isEqualTo(TierSettings.NONE);
        assertThat(config.relay()).isEqualTo(EventRelay.Config.DEFAULT);
        assertThat(config.sweeper()).isEqualTo(Sweeper.Config.DEFAULT);
    }

    @Test
    void eachPeriodArrives() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Map<String, LimitPeriod> periods = Map.of(
                "period: never",
                LimitPeriod.NEVER,
                "period: hour",
                LimitPeriod.hourly(berlin),
                "period: day",
                LimitPeriod.daily(berlin),
                "period: week",
                LimitPeriod.weekly(berlin),
                "period: week, week-starts: sunday",
                LimitPeriod.weekly(DayOfWeek.SUNDAY, berlin),
                "period: month",
                LimitPeriod.monthly(berlin),
                "period: month, reset-day: 15",
                LimitPeriod.monthly(15, berlin),
                "period: 14 days",
                LimitPeriod.everyDays(14, berlin),
                "period: 1 day",
                LimitPeriod.daily(berlin),
                "period: 366 days, period-anchor: 2026-01-07",
                LimitPeriod.everyDays(366, LocalDate.of(2026, 1, 7), berlin));
        TestConfig files = new TestConfig(folder);
        periods.forEach((text, period) -> {
            String keys = "{" + text + ", zone: Europe/Berlin}";
            StipendConfig config = files.load("store: {type: memory}\nlimits: {user: " + keys + "}\n"
                    + "tiers: {definitions: {pro: {windows: {w: " + keys + "}}}, users: {alice: pro}}");

            assertThat(config.limits().user().period()).as(text).isEqualTo(period);
            Tier pro = config.tiers().contents().orElseThrow().tierOf("default", "alice");
            assertThat(pro.windows().get(0).terms().period()).as(text).isEqualTo(period);
        });
        assertThat(StipendConfig.load(Map.of(
                                "STIPEND_STORE_TYPE", "memory",
                                "STIPEND_LIMITS_POOL_PERIOD", "14 days",
                                "STIPEND_LIMITS_POOL_PERIOD_ANCHOR", "2026-01-05"))
                        .limits()
                        .pool()
                        .period())
                .isEqualTo(LimitPeriod.everyDays(14, LocalDate.of(2026, 1, 5), ZoneId.of("UTC")));
    }

    @Test
    void soItIsOfEachStoreAndPublisher() {
        assertThat(store(Map.of("STIPEND_STORE_TYPE", "postgres", "STIPEND_STORE_URL", JDBC)))
                .isEqualTo(PostgresConfig.of(JDBC, Map.of()));
        assertThat(store(Map.of("STIPEND_STORE_TYPE", "redis", "STIPEND_STORE_URL", REDIS)))
                .isEqualTo(RedisConfig.of(REDIS, Map.of()));
        assertThat(StipendConfig.load(Map.of(
                                "STIPEND_STORE_TYPE", "memory",
                                "STIPEND_EVENTS_TYPE", "kafka",
                                "STIPEND_EVENTS_KAFKA_BOOTSTRAP_SERVERS", "broker:9092"))
                        .events())
                .isEqualTo(KafkaEventsConfig.of("broker:9092"));
    }

    @Test
    void userAndPasswordComeFromTheirKeysElseTheUrlElseTheUsualVariables() {
        Map<String, String> usual = Map.of(
                "PGUSER", "pg", "PGPASSWORD", "pg-secret", "STIPEND_STORE_TYPE", "postgres", "STIPEND_STORE_URL", JDBC);
        assertThat(store(usual)).isEqualTo(PostgresConfig.of(JDBC, Map.of()).withUser("pg", "pg-secret"));

        String inUrl = JDBC + "?user=url&password=url-secret";
        assertThat(store(with(usual, "STIPEND_STORE_URL", inUrl)))
                .isEqualTo(PostgresConfig.of(JDBC, Map.of()).withUser("url", "url-secret"));

        Map<String, String> own = with(with(usual, "STIPEND_STORE_URL", inUrl), "STIPEND_STORE_USER", "own");
        assertThat(store(with(own, "STIPEND_STORE_PASSWORD", "own-secret")))
                .isEqualTo(PostgresConfig.of(JDBC, Map.of()).withUser("own", "own-secret"));
    }

    @Test
    void whatIsGivenArrives() {
        StipendConfig config = new TestConfig(folder).load("""
                        store:
                          type: postgres
                          url: jdbc:postgresql://db/stipend
                          postgres:
                            schema: books
                            connections: 3
                            max-batch: 50
                            connect-timeout: 4s
                            pool-timeout: 500ms
                            lock-timeout: PT1S
                            statement-timeout: 2s
                            socket-timeout: 1m30s
                            call-timeout: 20s
                            synchronous-commit: off
                        """);
        assertThat(config.store())
                .isEqualTo(PostgresConfig.of(JDBC, Map.of())
                        .withSchema("books")
                        .withBatches(3, 50)
                        .withConnectTimeouts(Duration.ofSeconds(4), Duration.ofMillis(500))
                        .withStatementTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(90))
                        .withCallTimeout(Duration.ofSeconds(20))
                        .withSynchronousCommit("off"));

        StipendConfig redis = new TestConfig(folder).load("""
                        store:
                          type: redis
                          url: rediss://a:1,b:2?cluster=true
                          password: s3cret
                          redis:
                            prefix: mine
                            shards: 16
                            connections: 2
                            max-batch: 7
                            max-backlog: 99
                            connect-timeout: 1s
                            pool-timeout: 1500ms
                            socket-timeout: 4s
                            call-timeout: 5s
                            wait-for-replicas: 1
                            wait-for-disk: true
                            wait-timeout: 2s
                            reader-lease: 20s
                            refuse-risks: true
                        """);
        assertThat(redis.store())
                .isEqualTo(RedisConfig.of("rediss://a:1,b:2?cluster=true", Map.of())
                        .withUser(null, "s3cret")
                        .withKeys("mine", 16)
                        .withBatches(2, 7)
                        .withMaxBacklog(99)
                        .withConnectTimeouts(Duration.ofSeconds(1), Duration.ofMillis(1500))
                        .withCallTimeouts(Duration.ofSeconds(4), Duration.ofSeconds(5))
                        .withWaitFor(1, true, Duration.ofSeconds(2))
                        .withReaderLease(Duration.ofSeconds(20))
                        .withRisksRefused(true));
    }

    @Test
    void theCacheOfTiersIsSetUp() {
        String tiers = "tiers: {definitions: {small: {credits: 1}}, cache: {time-to-live: 5m, max-users: 7, ";
        TestConfig files = new TestConfig(folder);

        StipendConfig known = files.load("store: {type: memory}\n" + tiers + "on-failure: last-known, max-age: 2h}}");
        assertThat(known.tiers().cache())
                .isEqualTo(TierCacheConfig.DEFAULT
                        .withTimeToLive(Duration.ofMinutes(5))
                        .withMaxUsers(7)
                        .withWhenUnavailable(new WhenUnavailable.LastKnown(Duration.ofHours(2))));

        StipendConfig given = files.load("store: {type: memory}\n" + tiers + "on-failure: fallback, fallback: small}}");
        assertThat(given.tiers().cache().whenUnavailable()).isInstanceOf(WhenUnavailable.Given.class);

        assertThat(files.problems("store: {type: memory}\n" + tiers + "on-failure: last-known, max-age: 1m}}"))
                .containsExactly(
                        "stipend.yaml:2: tiers.cache.time-to-live is '5m', above tiers.cache.max-age, '1m'; else"
                                + " no tier is ever old enough to matter");
        assertThat(files.problems("store: {type: memory}\n" + tiers + "on-failure: fallback}}"))
                .containsExactly(
                        "stipend.yaml:2: tiers.cache.fallback is missing, which tiers.cache.on-failure 'fallback'"
                                + " needs; give the name of a tier, or set STIPEND_TIERS_CACHE_FALLBACK");
        assertThat(files.problems("store: {type: memory}\n" + tiers + "fallback: smal}}"))
                .containsExactly(
                        "stipend.yaml:2: tiers.cache.fallback is 'smal', but no such tier is defined; there are"
                                + " small; did you mean small?");
    }

    /** The bounds that the catalogue names are those of the records: at both ends each key can be used. */
    @Test
    void everyKeyCanBeGivenItsDefault() {
        for (var key : StipendKeys.CATALOGUE.keys()) {
            StipendKeys.CATALOGUE
                    .variable(key)
                    .filter(variable -> !key.defaultText().isEmpty())
                    .ifPresent(variable -> assertThat(StipendConfig.load(
                                    with(Map.of("STIPEND_STORE_TYPE", "memory"), variable, key.defaultText())))
                            .usingRecursiveComparison()
                            .ignoringFields("source")
                            .as(variable)
                            .isEqualTo(StipendConfig.load(Map.of("STIPEND_STORE_TYPE", "memory"))));
        }
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        TestConfig file = new TestConfig(folder);
        StipendConfig config =
                file.load("store: {type: memory}\nmanager: {lease: 1m}\n", Map.of("STIPEND_MANAGER_LEASE", "2m"));
        assertThat(config.manager().lease()).isEqualTo(Duration.ofMinutes(2));

        // What it wins over must be right all the same: it may win no more tomorrow.
        assertThat(file.problems(
                        "store: {type: memory}\nmanager: {lease: long}\n", Map.of("STIPEND_MANAGER_LEASE", "2m")))
                .isEqualTo(List.of("stipend.yaml:2: manager.lease is 'long'; give a duration such as 5m or PT5M, 1ms to"
                        + " 30d"));
        // One that is empty counts as not set.
        assertThat(file.load("store: {type: memory}\nmanager: {lease: 1m}\n", Map.of("STIPEND_MANAGER_LEASE", ""))
                        .manager()
                        .lease())
                .isEqualTo(Duration.ofMinutes(1));
    }

    private static StoreConfig store(Map<String, String> environment) {
        return StipendConfig.load(environment).store();
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }
}
