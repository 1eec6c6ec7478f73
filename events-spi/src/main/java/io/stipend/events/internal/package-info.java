/** The destinations of events that need nothing but the JDK and slf4j, as plugins. */
@NullMarked
package io.stipend.events.internal;

import org.jspecify.annotations.NullMarked;
