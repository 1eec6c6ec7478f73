/**
 * Fair shares of a shared pool. The pool's account is the hard limit, kept by the store; what a member of the pool may use right now
 * is policy, which every node computes alike and sends as a ceiling.
 *
 * <ul>
 *   <li>{@link io.stipend.pools.Pools} opens them over a store, as {@link io.stipend.pools.PoolConfig} and {@link
 *       io.stipend.pools.Entitlement} say.
 *   <li>{@link io.stipend.pools.PoolQueue} reserves, and waits for a share: {@link io.stipend.pools.Wait}, {@link
 *       io.stipend.pools.PoolAnswer}.
 *   <li>{@link io.stipend.pools.FairShares} is the policy: a pure function of what members use and want.
 *   <li>{@link io.stipend.pools.PoolTimer} is time, and threads: a simulation has its own.
 * </ul>
 */
@NullMarked
package io.stipend.pools;

import org.jspecify.annotations.NullMarked;
