/**
 * A simulation of nodes that share a pool: the real queue and the real shares over a real store, in virtual time, so that minutes take a
 * second and a seed gives the same run again.
 */
@NullMarked
package io.stipend.testkit.pools;

import org.jspecify.annotations.NullMarked;
