/** A replay on several nodes that share a pool: the real queues, shares and blocks, in the log's own time. */
@NullMarked
package io.stipend.cli.replay.pools;

import org.jspecify.annotations.NullMarked;
