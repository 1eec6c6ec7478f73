/**
 * Fair shares of a shared pool. The pool's account is the hard limit, kept by the store; what a member of the pool may use right now
 * is policy, which every node computes alike and sends as a ceiling.
 *
 * <ul>
 *   <li>{@link io.stipend.pools.FairShares} is the policy: a pure function of what members use and want.
 *   <li>{@link io.stipend.pools.Entitlement} is what one member is entitled to.
 * </ul>
 */
@NullMarked
package io.stipend.pools;

import org.jspecify.annotations.NullMarked;
