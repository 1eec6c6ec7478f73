/** Scripts: their text, their calls, and the runner that calls them; no API. */
@NullMarked
package io.stipend.store.redis.internal.script;

import org.jspecify.annotations.NullMarked;
