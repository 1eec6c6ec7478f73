/** The verbs of a credit store. */
@NullMarked
package io.stipend.store.postgres.internal.verbs;

import org.jspecify.annotations.NullMarked;
