/** The stipend command: where it begins, and the list of its subcommands. */
@NullMarked
package io.stipend.cli;

import org.jspecify.annotations.NullMarked;
