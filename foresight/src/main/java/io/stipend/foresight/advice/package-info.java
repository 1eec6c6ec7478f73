/**
 * When a budget will be empty ({@link io.stipend.foresight.advice.SpendingTrend}), and what to do about it ({@link
 * io.stipend.foresight.advice.CostStrategy}).
 */
@NullMarked
package io.stipend.foresight.advice;

import org.jspecify.annotations.NullMarked;
