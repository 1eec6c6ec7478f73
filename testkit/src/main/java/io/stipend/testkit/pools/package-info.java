/**
 * Simulations of nodes that share a pool or an account, in virtual time ({@code io.stipend.pools.simulation}), with figures of what came of
 * them; and a harness of a store with blocks, for the contracts.
 */
@NullMarked
package io.stipend.testkit.pools;

import org.jspecify.annotations.NullMarked;
