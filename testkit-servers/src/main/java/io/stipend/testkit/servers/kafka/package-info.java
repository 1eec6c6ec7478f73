/** Kafka for tests: the broker that all tests share, and brokers to kill, freeze and restart. */
@NullMarked
package io.stipend.testkit.servers.kafka;

import org.jspecify.annotations.NullMarked;
