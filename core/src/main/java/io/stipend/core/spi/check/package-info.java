/** The checks that values of the domain go through, for core and for whoever writes a store. */
@NullMarked
package io.stipend.core.spi.check;

import org.jspecify.annotations.NullMarked;
