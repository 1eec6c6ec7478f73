/** The store behind the public factory, its keys, and how it registers itself. */
@NullMarked
package io.stipend.store.postgres.internal;

import org.jspecify.annotations.NullMarked;
