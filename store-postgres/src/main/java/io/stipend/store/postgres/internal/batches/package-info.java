/** Commands, and the statements that run many of them at once or one alone. */
@NullMarked
package io.stipend.store.postgres.internal.batches;

import org.jspecify.annotations.NullMarked;
