/** Random histories against a plain model: the model, the steps, the comparison, the shrinker. */
@NullMarked
package io.stipend.testkit.history;

import org.jspecify.annotations.NullMarked;
