/** How rows, arrays and journal entries are read and bound. */
@NullMarked
package io.stipend.store.postgres.internal.records;

import org.jspecify.annotations.NullMarked;
