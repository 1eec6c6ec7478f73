/**
 * An {@code EventPublisher} on Kafka. Every event is a CloudEvent, and events are in order per reservation.
 *
 * <ul>
 *   <li>{@link io.stipend.events.kafka.KafkaPublishers}: opens a publisher, and reads events back from a topic.
 *   <li>{@link io.stipend.events.kafka.KafkaEventsConfig}: topics, format, timeouts and client properties.
 *   <li>{@link io.stipend.events.kafka.KafkaEventsModule}: the same for Guice.
 * </ul>
 *
 * <p>The JSON Schemas of the events are resources under {@code io/stipend/events/kafka/schema/}.
 */
@NullMarked
package io.stipend.events.kafka;

import org.jspecify.annotations.NullMarked;
