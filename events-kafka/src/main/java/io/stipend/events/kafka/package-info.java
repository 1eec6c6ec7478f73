/** {@code EventPublisher} on Kafka: every event a CloudEvent, in order per reservation. */
@NullMarked
package io.stipend.events.kafka;

import org.jspecify.annotations.NullMarked;
