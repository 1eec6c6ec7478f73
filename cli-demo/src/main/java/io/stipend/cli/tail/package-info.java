/** Reads events and prints them. */
@NullMarked
package io.stipend.cli.tail;

import org.jspecify.annotations.NullMarked;
