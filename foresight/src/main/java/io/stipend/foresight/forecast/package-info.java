/**
 * What a step will use, learned from what steps used: {@link io.stipend.foresight.forecast.LearnedForecaster}.
 * docs/foresight.md explains the method, its limits and its figures.
 */
@NullMarked
package io.stipend.foresight.forecast;

import org.jspecify.annotations.NullMarked;
