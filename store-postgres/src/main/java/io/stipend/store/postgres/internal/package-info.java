/** The store behind the public factory. */
@NullMarked
package io.stipend.store.postgres.internal;

import org.jspecify.annotations.NullMarked;
