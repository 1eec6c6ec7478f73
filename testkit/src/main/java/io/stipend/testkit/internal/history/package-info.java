/** Random histories: how they are made, run on a store and on the model, compared, and shrunk. */
@NullMarked
package io.stipend.testkit.internal.history;

import org.jspecify.annotations.NullMarked;
