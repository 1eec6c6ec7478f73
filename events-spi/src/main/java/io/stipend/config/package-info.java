/**
 * Configuration keys: what an adapter declares so that a deployment can read, check and document its settings. An adapter
 * lists its {@link io.stipend.config.Key keys} and gets the {@link io.stipend.config.Values values} that hold.
 */
@NullMarked
package io.stipend.config;

import org.jspecify.annotations.NullMarked;
