/** CreditStore on Redis: {@link io.stipend.store.redis.RedisStores} opens it, everything else is its own affair. */
@NullMarked
package io.stipend.store.redis;

import org.jspecify.annotations.NullMarked;
