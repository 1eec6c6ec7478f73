/** How amounts, times and tables are written and read, and JSON for programs. */
@NullMarked
package io.stipend.cli.text;

import org.jspecify.annotations.NullMarked;
