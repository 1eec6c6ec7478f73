/** A credit store on Redis or Redis Cluster: {@link io.stipend.store.redis.RedisStores} opens it. */
@NullMarked
package io.stipend.store.redis;

import org.jspecify.annotations.NullMarked;
