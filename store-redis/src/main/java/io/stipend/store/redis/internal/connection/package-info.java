/** Connections to Redis servers, and what their failures mean; no API. */
@NullMarked
package io.stipend.store.redis.internal.connection;

import org.jspecify.annotations.NullMarked;
