/** Replays the requests of a usage log through a real manager, and audits the books afterwards. */
@NullMarked
package io.stipend.cli.replay.engine;

import org.jspecify.annotations.NullMarked;
