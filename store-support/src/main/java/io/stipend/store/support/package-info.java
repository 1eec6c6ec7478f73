/**
 * What stores on a server share. An application never uses this package; only a store does.
 *
 * <ul>
 *   <li>{@link io.stipend.store.support.Coalescer} puts concurrent calls into one round trip. Each is a {@link
 *       io.stipend.store.support.Call}.
 *   <li>{@link io.stipend.store.support.VerbOutcomes} translates a server's
 *       {@link io.stipend.store.support.VerbAnswer}, with its {@link io.stipend.store.support.AnswerCode}, into the
 *       outcome of a verb.
 *   <li>{@link io.stipend.store.support.ServerFailure} is a failed call. Its
 *       {@link io.stipend.store.support.FailureKind} says what the driver's exception means.
 *   <li>{@link io.stipend.store.support.StoreRoles} is an open store, and {@link io.stipend.store.support.StoreModule}
 *       its binding in Guice.
 *   <li>{@link io.stipend.store.support.PeriodCalendar} computes when periods begin, for a server to look up.
 *   <li>{@link io.stipend.store.support.JournalSignal} wakes the reader of a journal.
 *   <li>{@link io.stipend.store.support.PoolFigures} reports a connection pool to the meters.
 *   <li>{@link io.stipend.store.support.UsageBits} encodes which resources a usage reports.
 * </ul>
 */
@NullMarked
package io.stipend.store.support;

import org.jspecify.annotations.NullMarked;
