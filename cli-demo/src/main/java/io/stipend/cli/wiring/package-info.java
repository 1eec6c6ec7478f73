/** Which stores and publishers the command line can name, and how they are put together. */
@NullMarked
package io.stipend.cli.wiring;

import org.jspecify.annotations.NullMarked;
