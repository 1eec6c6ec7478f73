/**
 * What calls of models cost. A {@link io.stipend.foresight.price.PriceBook} has the prices, a
 * {@link io.stipend.foresight.price.ModelUsage} says what a call used.
 */
@NullMarked
package io.stipend.foresight.price;

import org.jspecify.annotations.NullMarked;
