/** Measurements beside the limits and beside peers. Run with {@code ./bench/run}; never published. */
@NullMarked
package io.stipend.bench;

import org.jspecify.annotations.NullMarked;
