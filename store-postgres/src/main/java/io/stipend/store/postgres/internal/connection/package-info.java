/** Connections to the database, and what is done when a statement on one fails. */
@NullMarked
package io.stipend.store.postgres.internal.connection;

import org.jspecify.annotations.NullMarked;
