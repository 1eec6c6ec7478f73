/** The journal, one stream a shard; no API. */
@NullMarked
package io.stipend.store.redis.internal.journal;

import org.jspecify.annotations.NullMarked;
