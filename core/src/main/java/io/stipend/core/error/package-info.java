/** The exceptions of the manager. Those of a store are in {@code io.stipend.core.spi}. */
@NullMarked
package io.stipend.core.error;

import org.jspecify.annotations.NullMarked;
