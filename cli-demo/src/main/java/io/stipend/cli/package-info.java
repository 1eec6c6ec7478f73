/** The {@code stipend} command: its options, its wiring, its exit statuses. */
@NullMarked
package io.stipend.cli;

import org.jspecify.annotations.NullMarked;
