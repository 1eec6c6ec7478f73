/** The numbers people watch, in Micrometer where a registry is given. */
@NullMarked
package io.stipend.core.metrics;

import org.jspecify.annotations.NullMarked;
