/** Usage logs: which formats there are, and how each line is read. */
@NullMarked
package io.stipend.cli.trace;

import org.jspecify.annotations.NullMarked;
