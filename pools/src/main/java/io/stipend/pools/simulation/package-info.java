/**
 * Nodes in virtual time: real queues, shares and blocks over a store that all share, on one thread, so that hours take seconds and a seed
 * gives the same run again.
 *
 * <ul>
 *   <li>{@link io.stipend.pools.simulation.VirtualTime} passes from event to event; the store's clock is to be the same.
 *   <li>{@link io.stipend.pools.simulation.SimulatedNode} is a node with a manager and a queue.
 *   <li>{@link io.stipend.pools.simulation.LeasingNode} is a node with blocks, whose network may fail. Its store may be that of a {@code
 *       SimulatedNode}.
 * </ul>
 */
@NullMarked
package io.stipend.pools.simulation;

import org.jspecify.annotations.NullMarked;
