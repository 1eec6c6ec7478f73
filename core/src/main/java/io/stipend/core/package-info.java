/**
 * Budgets for the steps of AI agents: reserve before a step runs, track while it runs, settle when it ends.
 *
 * <p>What a newcomer needs:
 *
 * <ul>
 *   <li>{@link io.stipend.core.Stipend} puts everything together over a store; {@link io.stipend.core.ResourceManager} does
 *       the work.
 *   <li>{@link io.stipend.core.model.AvailableResources} and {@link io.stipend.core.model.ExecutionConstraints} say what a
 *       step could have and what it may use; {@link io.stipend.core.BudgetRequest} says the rest of a request.
 *   <li>{@link io.stipend.core.ReserveResult} is the answer, with a {@link io.stipend.core.policy.Rejection} where there is
 *       no budget.
 *   <li>{@link io.stipend.core.model.ResourceUsage} is what a step reports; {@link io.stipend.core.TrackingReport} and
 *       {@link io.stipend.core.SettlementReport} are the answers.
 *   <li>{@link io.stipend.core.policy.LimitPolicy} says what each account may use, in {@link
 *       io.stipend.core.model.AccountTerms}.
 *   <li>{@link io.stipend.core.execution.Executions} hands out handles that renew their lease and settle by themselves.
 * </ul>
 *
 * <p>Where the rest is: {@code model} has the values, {@code policy} what is allowed, {@code error} the exceptions, {@code
 * background} the relay, the sweeper and their health, {@code metrics} the way to Micrometer, {@code spi} what a store
 * implements, for those who write or administer one. {@code internal} is not for others.
 */
@NullMarked
package io.stipend.core;

import org.jspecify.annotations.NullMarked;
