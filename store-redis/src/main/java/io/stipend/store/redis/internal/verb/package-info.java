/** The verbs of the store: what they ask the scripts, and what the answers mean; no API. */
@NullMarked
package io.stipend.store.redis.internal.verb;

import org.jspecify.annotations.NullMarked;
