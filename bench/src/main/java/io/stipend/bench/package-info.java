/**
 * Measures the stores and the Kafka publisher, and in the same run their limits and their peers. Run it with
 * {@code ./bench/run}. This module is never published.
 *
 * <ul>
 *   <li>{@link io.stipend.bench.Bench} is the command. It runs one {@code Suite}: memory, PostgreSQL, Redis or Kafka.
 *   <li>{@code MemoryCycle}, {@code PostgresStipend}, {@code RedisStipend} and the like are JMH benchmarks of Stipend.
 *   <li>{@code Floor}, {@code PostgresPlain}, {@code RedisPlain} and {@code ...Bucket4j} are what they are compared
 *       with.
 *   <li>{@code JmhRunner}, {@code BenchProfile}, {@code Results} and {@code Report} run them and print the results.
 * </ul>
 */
@NullMarked
package io.stipend.bench;

import org.jspecify.annotations.NullMarked;
