/** What the scripts keep, read; no API. */
@NullMarked
package io.stipend.store.redis.internal.record;

import org.jspecify.annotations.NullMarked;
