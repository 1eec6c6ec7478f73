/** The outbox of journal entries. */
@NullMarked
package io.stipend.store.postgres.internal.journal;

import org.jspecify.annotations.NullMarked;
