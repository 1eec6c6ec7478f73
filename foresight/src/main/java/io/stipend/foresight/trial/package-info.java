/**
 * How good an estimate is, tried on a log: {@link io.stipend.foresight.trial.Trial} for what is held, {@link
 * io.stipend.foresight.trial.PoolTrial} for what a budget that is too small can serve.
 */
@NullMarked
package io.stipend.foresight.trial;

import org.jspecify.annotations.NullMarked;
