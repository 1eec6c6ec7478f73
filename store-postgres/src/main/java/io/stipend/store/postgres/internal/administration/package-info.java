/** What administrators change on accounts. */
@NullMarked
package io.stipend.store.postgres.internal.administration;

import org.jspecify.annotations.NullMarked;
