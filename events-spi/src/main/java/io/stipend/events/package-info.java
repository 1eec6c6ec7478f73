/** What happened: the event types and {@code EventPublisher}. */
@NullMarked
package io.stipend.events;

import org.jspecify.annotations.NullMarked;
