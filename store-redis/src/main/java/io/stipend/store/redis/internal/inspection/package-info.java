/** Reads and repairs books as they are stored; no API. */
@NullMarked
package io.stipend.store.redis.internal.inspection;

import org.jspecify.annotations.NullMarked;
