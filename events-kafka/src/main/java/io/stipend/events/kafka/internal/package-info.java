/** How Kafka registers itself as a destination of events. */
@NullMarked
package io.stipend.events.kafka.internal;

import org.jspecify.annotations.NullMarked;
