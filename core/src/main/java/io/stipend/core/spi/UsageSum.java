package io.stipend.core.spi;

import io.stipend.core.model.ResourceVector;
import org.jspecify.annotations.Nullable;

/**
 * What reservations of a step of time were charged.
 *
 * @param fromMillis when the step begins: milliseconds since 1970-01-01 UTC
 * @param key the user, swarm or model; null for reservations that have none, and where sums are of all
 * @param reservations how many were closed
 * @param charged what they were charged in all; no resource above the largest amount
 */
public record UsageSum(long fromMillis, @Nullable String key, long reservations, ResourceVector charged) {}
