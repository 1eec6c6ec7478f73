/** Commands that print events, from a topic or from a file. */
@NullMarked
package io.stipend.cli.events;

import org.jspecify.annotations.NullMarked;
