/**
 * What happened: the event types, and the publishers that take them to their readers. This module depends on nothing
 * else of Stipend, so a consumer of the events needs it alone.
 *
 * <ul>
 *   <li>{@link io.stipend.events.ResourceEvent} and {@link io.stipend.events.EventType}: every event, as a record.
 *   <li>{@link io.stipend.events.EventPublisher}: implement it to send events to a broker of your own. {@link
 *       io.stipend.events.EventPublishException} says that publishing may succeed later, {@link
 *       io.stipend.events.EventRejectedException} that some events never will.
 *   <li>{@link io.stipend.events.EventPublishers}: publishers that need no broker. One of them is {@link
 *       io.stipend.events.EventListeners}, which calls listeners in the process.
 *   <li>{@link io.stipend.events.DeadLetterSink} and {@link io.stipend.events.DeadLetteringPublisher}: where events go
 *       that can never be published.
 *   <li>{@link io.stipend.events.CreditFold}: rebuilds every account's credits from the events.
 *   <li>{@link io.stipend.events.EventsPlugin}: registers a destination, so that {@code events.type} can pick it. It
 *       creates an {@link io.stipend.events.EventsConfig}, which opens an {@link io.stipend.events.EventDestination}.
 * </ul>
 */
@NullMarked
package io.stipend.events;

import org.jspecify.annotations.NullMarked;
