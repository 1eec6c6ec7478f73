/** What forecasters learned, in a key of its own. */
@NullMarked
package io.stipend.store.redis.internal.forecasts;

import org.jspecify.annotations.NullMarked;
