/** The tables and functions, and their version in a database. */
@NullMarked
package io.stipend.store.postgres.internal.schema;

import org.jspecify.annotations.NullMarked;
