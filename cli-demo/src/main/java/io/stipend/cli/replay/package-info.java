/** The commands replay, explain and books, with their options. */
@NullMarked
package io.stipend.cli.replay;

import org.jspecify.annotations.NullMarked;
