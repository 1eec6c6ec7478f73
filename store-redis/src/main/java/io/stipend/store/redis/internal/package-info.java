/** The store that {@link io.stipend.store.redis.RedisStores} opens, its keys, and how it registers itself; no API. */
@NullMarked
package io.stipend.store.redis.internal;

import org.jspecify.annotations.NullMarked;
