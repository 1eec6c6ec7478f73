/** What a replay found, for people and for programs. */
@NullMarked
package io.stipend.cli.replay.report;

import org.jspecify.annotations.NullMarked;
