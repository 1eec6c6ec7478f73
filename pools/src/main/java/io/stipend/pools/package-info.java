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
 *   <li>{@link io.stipend.pools.PoolTimer} is time, and threads: {@code io.stipend.pools.simulation} has one in virtual time.
 * </ul>
 *
 * <p>And blocks: a node holds a part of a shared account, and serves its reserves from that part.
 *
 * <ul>
 *   <li>{@link io.stipend.pools.Blocks} opens them over a store, as {@link io.stipend.pools.BlockConfig} says, or {@link
 *       io.stipend.pools.ConfiguredBlocks} for a deployment; {@link io.stipend.pools.BlockView} shows them.
 *   <li>{@code LeasedCreditStore} asks the block of a path, the local store or the shared one.
 *   <li>{@code NodeBlocks} has the blocks of a node, {@code PathBlock} is that of one path. {@code BlockFence} and {@code LocalBudget} are what a reserve reads. {@code
 *       BlockSteering} does what is due: {@code BlockPolicy} decides, {@code BlockLease} and {@code BlockSettlement} call the shared store,
 *       {@code BlockLedger} has the amounts.
 *   <li>{@code SettlementLog} records what is settled on blocks: {@code RecordedSettlements} in a {@code RecordFile}, of which {@code
 *       RecordedPaths} is the sum; {@code SettlementRecovery} books it after a crash.
 * </ul>
 */
@NullMarked
package io.stipend.pools;

import org.jspecify.annotations.NullMarked;
