/** The plugins for destinations that need only the JDK and slf4j. */
@NullMarked
package io.stipend.events.internal;

import org.jspecify.annotations.NullMarked;
