/** A cache before a resolver of tiers that may block. */
@NullMarked
package io.stipend.core.tiers;

import org.jspecify.annotations.NullMarked;
