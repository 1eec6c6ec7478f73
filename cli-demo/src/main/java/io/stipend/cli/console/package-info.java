/** What every command needs at a terminal: complaints about usage, answers, progress, an orderly end. */
@NullMarked
package io.stipend.cli.console;

import org.jspecify.annotations.NullMarked;
