/**
 * The contracts that every store and every publisher must pass, for whoever writes one. A contract is a class of JUnit tests
 * to extend; the tests are inherited.
 *
 * <h2>Prove a store</h2>
 *
 * <ol>
 *   <li>Add {@code io.stipend:stipend-testkit} and {@code org.junit.jupiter:junit-jupiter-engine} in test scope.
 *   <li>Write a {@link io.stipend.testkit.harness.StoreHarness}: an opened store, and a hand on its clock. For a store in
 *       the heap that is {@code StoreHarness.of(store, clock)}; for one on a server its Javadoc says what to do.
 *   <li>Extend {@link io.stipend.testkit.CreditStoreContract}: every verb, many threads, and random histories of all verbs
 *       that are compared with a plain model step by step.
 *   <li>Write a {@link io.stipend.testkit.harness.DamagePlanter} and extend {@link
 *       io.stipend.testkit.InspectionContract}: what is shown of stored books, and that damage is found and repaired.
 *   <li>A contract cannot make a server fail. {@link io.stipend.testkit.faults} has the scenarios for that, and {@code
 *       io.stipend:stipend-testkit-servers} has real servers to kill and a proxy that cuts connections.
 *   <li>Extend {@link io.stipend.testkit.AdapterArchitectureContract} if the store is to show as little as ours do.
 * </ol>
 *
 * <h2>Prove a publisher</h2>
 *
 * <p>Extend {@link io.stipend.testkit.EventPublisherContract}, and supply the publisher and a way to read back what it
 * published. {@link io.stipend.testkit.SampleEvents} has events for tests of one's own.
 *
 * <h2>Run one contract, or one test of it</h2>
 *
 * <p>The system property {@code stipend.contract} selects by name, and leaves every other test out: {@code -Dstipend.contract=Leases} runs
 * one part of the contract of a store, {@code -Dstipend.contract=Leases.reportsRenew} one test of it, {@code
 * -Dstipend.contract=InspectionContract.Repairs} a part of another contract. {@code *} stands for any characters. A name that no
 * contract has fails, and the failure says which names come nearest. Maven hands the property on to the tests; with Gradle,
 * set it by {@code systemProperty}. Maven's {@code -Dtest} cannot name these tests, because they are nested in classes that
 * the testkit has.
 *
 * <p>A random history that fails prints its seed and the fewest steps that still fail; {@code -Dstipend.history.seed=SEED}
 * runs it again.
 *
 * <p>Packages below {@code internal} are what the contracts consist of, and may change without notice.
 */
@NullMarked
package io.stipend.testkit;

import org.jspecify.annotations.NullMarked;
