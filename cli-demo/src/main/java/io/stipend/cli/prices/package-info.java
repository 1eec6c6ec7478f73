/** The commands that look at price lists. */
@NullMarked
package io.stipend.cli.prices;

import org.jspecify.annotations.NullMarked;
