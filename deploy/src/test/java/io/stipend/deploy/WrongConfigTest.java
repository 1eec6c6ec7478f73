package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said all at once, each with its place, its value, what is expected, and what was likely meant. */
final class WrongConfigTest {

    @TempDir
    private Path folder;

    private TestConfig config;

    @BeforeEach
    void prepare() {
        config = new TestConfig(folder);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        List<String> problems = config.problems("""
                store:
                  type: postgre
                  ulr: jdbc:postgresql://db/stipend
                  postgres:
                    max-batch: 100000
                    lock-timeout: 20s
                    max-batch: 5
                  redis: 7
                events:
                  kafka:
                    topic: [a, b]
                manager:
                  lease: 5
                  thresholds:
                    warning: 0.97
                limits:
                  user:
                    credits: 1.000000001
                    zone: Europe/Berln
                    tokens:
                tiers:
                  default: prp
                  definitions:
                    pro:
                      windows:
                        daily:
                          credits: 5
                    free:
                store.url: x
                frobnicate: 2
                """, Map.of("STIPEND_STORE_URK", "x", "STIPEND_RELAY_LINGER", "later"));

        assertThat(problems)
                .containsExactly(
                        "stipend.yaml:2: store.type is 'postgre', no store named postgre is on the class path; there are memory,"
                                + " postgres, redis; did you mean postgres?",
                        "stipend.yaml:3: store.ulr is no key; did you mean store.url?",
                        "stipend.yaml:5: store.postgres.max-batch is '100000'; give a whole number, 1 to 10000",
                        "stipend.yaml:6: store.postgres.lock-timeout is '20s', above store.postgres.statement-timeout,"
                                + " 5s by default; a lock must be given up before its statement",
                        "stipend.yaml:7: store.postgres.max-batch was given in line 5 already; leave one out",
                        "stipend.yaml:8: store.redis is a section and takes no value; under it there are prefix, shards,"
                                + " connections, max-batch, max-backlog, connect-timeout, pool-timeout, socket-timeout,"
                                + " call-timeout, wait-for-replicas, wait-for-disk, wait-timeout, reader-lease,"
                                + " refuse-risks",
                        "stipend.yaml:11: events.kafka.topic is a list; give 1 to 249 letters, digits, dots,"
                                + " underscores and hyphens",
                        "stipend.yaml:13: manager.lease is '5'; give a duration such as 5m or PT5M, 1ms to 30d",
                        "stipend.yaml:15: manager.thresholds.warning is '0.97', above manager.thresholds.critical, 0.95"
                                + " by default; swap them or lower the first",
                        "stipend.yaml:18: limits.user.credits is '1.000000001'; give a number with at most eight decimals,"
                                + " 0 to 90071992.54740991, or unlimited",
                        "stipend.yaml:19: limits.user.zone is 'Europe/Berln'; give a time zone such as UTC or"
                                + " Europe/Berlin; did you mean Europe/Berlin?",
                        "stipend.yaml:20: limits.user.tokens has no value; give a whole number, 0 to 9007199254740991,"
                                + " or unlimited, or leave the key out",
                        "stipend.yaml:22: tiers.default is 'prp', but no such tier is defined; there are pro, free; did"
                                + " you mean pro?",
                        "stipend.yaml:26: tiers.definitions.pro.windows.daily.period is missing; give never, hour, day,"
                                + " week, month, or a number of days such as 14 days, 1 to 366",
                        "stipend.yaml:28: tiers.definitions.free says nothing; give it limits, or credits: unlimited",
                        "stipend.yaml:29: \"store.url\" is no key here; write each name on a line of its own, and what"
                                + " belongs to it below; did you mean store.url?",
                        "stipend.yaml:30: frobnicate is no key; there are store, events, manager, limits, tiers, prices, forecasts, advice,"
                                + " shadow, pools, relay, sweeper, health, metrics, server",
                        "STIPEND_RELAY_LINGER: relay.linger is 'later'; give a duration such as 5m or PT5M, 0s to 10s",
                        "STIPEND_STORE_URK is no variable of Stipend's; did you mean STIPEND_STORE_URL?");
    }

    @Test
    void whatIsMissingIsNamedWithItsVariable() {
        assertThat(config.problems("store: {type: postgres}\nevents: {type: kafka}\n"))
                .containsExactly(
                        "stipend.yaml:1: store.url is missing, which store.type 'postgres' needs; give"
                                + " jdbc:postgresql://host:port/database, or set STIPEND_STORE_URL",
                        "stipend.yaml:2: events.kafka.bootstrap-servers is missing, which events.type 'kafka' needs; give"
                                + " host:port, several with commas between, or set"
                                + " STIPEND_EVENTS_KAFKA_BOOTSTRAP_SERVERS");
        assertThat(config.problems(""))
                .containsExactly("stipend.yaml: store.type is missing; give memory, postgres or redis, or set"
                        + " STIPEND_STORE_TYPE");
    }

    @ParameterizedTest
    @CsvSource({
        "warning: 0.97, 'stipend.yaml:4: manager.thresholds.warning is ''0.97'', above manager.thresholds.critical,"
                + " 0.95 by default; swap them or lower the first'",
        "critical: 0.7, 'stipend.yaml:4: manager.thresholds.critical is ''0.7'', below manager.thresholds.warning,"
                + " 0.8 by default; swap them or lower the first'",
        "critical: 95, 'stipend.yaml:4: manager.thresholds.critical is ''95''; give a ratio above 0, at most 1'",
    })
    void theWarningThresholdIsNotAboveTheCriticalOne(String line, String problem) {
        assertThat(config.problems("store: {type: memory}\nmanager:\n  thresholds:\n    " + line + "\n"))
                .containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "period: weeks, 'period is ''weeks''; give never, hour, day, week, month, or a number of days such as 14 days, 1 to"
                + " 366; did you mean week?'",
        "period: 0 days, 'period is ''0 days''; give never, hour, day, week, month, or a number of days such as 14 days, 1 to"
                + " 366'",
        "period: 367 days, 'period is ''367 days''; give never, hour, day, week, month, or a number of days such as 14 days,"
                + " 1 to 366'",
        "'period: month, reset-day: 32', 'reset-day is ''32''; give a whole number, 1 to 31'",
        "'period: week, week-starts: SUNDAY', 'week-starts is ''SUNDAY''; give monday, tuesday, wednesday, thursday, friday,"
                + " saturday or sunday; did you mean sunday?'",
        "'period: 14 days, period-anchor: 5.1.2026', 'period-anchor is ''5.1.2026''; give a date such as 2026-01-05'",
        "'period: week, reset-day: 15', 'reset-day is ''15'', which says nothing about limits.user.period, ''week''; leave it"
                + " out, or give period: month'",
        "'period: 7 days, week-starts: sunday', 'week-starts is ''sunday'', which says nothing about limits.user.period,"
                + " ''7 days''; leave it out, or give period: week'",
        "'period: day, period-anchor: 2026-01-05', 'period-anchor is ''2026-01-05'', which says nothing about"
                + " limits.user.period, ''day''; leave it out, or give period: 14 days'",
        "reset-day: 15, 'reset-day is ''15'', which says nothing about limits.user.period, never by default; leave it out, or"
                + " give period: month'",
    })
    void aPeriodBeginsOnADayThatItHas(String keys, String problem) {
        assertThat(config.problems("store: {type: memory}\nlimits:\n  user: {" + keys + "}\n"))
                .containsExactly("stipend.yaml:3: limits.user." + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "'store:\n\ttype: memory\n', 'stipend.yaml:2: is not YAML: found character ''\\t(TAB)'' that cannot start any"
                + " token. (Do not use \\t(TAB) for indentation)'",
        "'- a\n', 'stipend.yaml:1: is not made of keys and values; give ''key: value'' lines'",
        "'store: {type: memory}\n---\nstore: {}\n', 'stipend.yaml:3: has a second document; give one'",
        "'store: &a {type: memory}\nlimits: *a\n', 'stipend.yaml:2: has an alias (*name); write out what it stands for'",
        "'store: {type: memory\n', 'stipend.yaml:2: is not YAML: expected '','' or ''}'', but got <stream end>'",
    })
    void whatIsNotYamlIsCalledThat(String text, String problem) {
        assertThat(config.problems(text)).containsExactly(problem);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> StipendConfig.load(folder.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml: is not there; give the path of a file");
        assertThat(config.problems("store: {type: memory}\ntiers: {file: tiers.yaml}\n"))
                .containsExactly("tiers.yaml: is not there; give the path of a file");
    }

    @Test
    void anAddressThatCannotBeIsRefusedAtItsLine() {
        assertThat(config.problems("store:\n  type: redis\n  url: redis://a:1,b:2\n"))
                .containsExactly(
                        "stipend.yaml:3: store.url is 'redis://a:1,b:2', which cannot be used: the store's URL has"
                                + " several hosts; add ?cluster=true if they are nodes of a cluster, or ?sentinel=NAME if they"
                                + " are sentinels");
    }

    @Test
    void whatKafkaCannotWorkWithIsRefusedAtItsLine() {
        assertThat(config.problems("""
                        store: {type: memory}
                        events:
                          type: kafka
                          kafka:
                            bootstrap-servers: localhost:9092
                            topic: a
                            dead-letter-topic: a
                            properties:
                              acks: 1
                        """))
                .containsExactly(
                        "stipend.yaml:7: events.kafka.dead-letter-topic is 'a', equal to events.kafka.topic, 'a'; dead letters"
                                + " need a topic of their own",
                        "stipend.yaml:9: events.kafka.properties.acks is '***', which cannot be used: client property acks"
                                + " cannot be set so: it must be all, or events could be lost; leave it out");
    }

    /** Kubernetes sets such variables for a service called stipend, or stipend-anything. */
    @Test
    void variablesOfTheClusterAreNotMistaken() {
        assertThat(config.problems(
                        "store: {type: memory}",
                        Map.of(
                                "STIPEND_SERVICE_HOST", "10.0.0.1",
                                "STIPEND_SERVICE_PORT", "80",
                                "STIPEND_SERVICE_PORT_HTTP", "80",
                                "STIPEND_PORT", "tcp://10.0.0.1:80",
                                "STIPEND_PORT_80_TCP", "tcp://10.0.0.1:80",
                                "STIPEND_PORT_80_TCP_ADDR", "10.0.0.1",
                                "STIPEND_REDIS_PORT_6379_TCP_PROTO", "tcp")))
                .isEmpty();
        assertThat(config.problems("store: {type: memory}", Map.of("STIPEND_PORT", "80")))
                .containsExactly("STIPEND_PORT is no variable of Stipend's; unset it");
    }
}
