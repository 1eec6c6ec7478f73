/** A cache before a resolver of tiers that may block. */
@NullMarked
package io.stipend.deploy.tiers;

import org.jspecify.annotations.NullMarked;
