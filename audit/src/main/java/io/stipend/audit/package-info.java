/**
 * What administrators do with stored books: verify, repair, list and export them. All of it works on any store, through
 * {@link io.stipend.core.spi.BookInspection} and {@link io.stipend.core.spi.AccountAdministration}.
 *
 * <ul>
 *   <li>{@link io.stipend.audit.Verification} finds where books contradict themselves. It reports each place as a
 *         {@link io.stipend.audit.Drift} with a {@link io.stipend.audit.Remedy}, and counts what it checked in
 *         {@link io.stipend.audit.Verified}.
 *   <li>{@link io.stipend.audit.RepairPlan} applies the remedies.
 *   <li>{@link io.stipend.audit.AccountRanking} and {@link io.stipend.audit.OpenReservations} list, page by page.
 *   <li>{@link io.stipend.audit.UsageExport} adds up usage by user, swarm and day.
 * </ul>
 *
 * <p>Everything else in the package is a part of the verification.
 */
@NullMarked
package io.stipend.audit;

import org.jspecify.annotations.NullMarked;
