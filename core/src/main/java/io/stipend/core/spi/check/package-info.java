/** The checks that values of the domain go through, and the fingerprints of requests, for core and for whoever writes a store. */
@NullMarked
package io.stipend.core.spi.check;

import org.jspecify.annotations.NullMarked;
