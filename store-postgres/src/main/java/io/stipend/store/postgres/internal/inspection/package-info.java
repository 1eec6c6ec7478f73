/** The stored books as a whole: reading them and repairing them. */
@NullMarked
package io.stipend.store.postgres.internal.inspection;

import org.jspecify.annotations.NullMarked;
