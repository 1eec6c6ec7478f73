/**
 * Settings described by keys, read from a YAML file and the environment, with everything that is wrong with them said at
 * once. Knows nothing of what the settings are for: that is the caller's {@link io.stipend.deploy.settings.Catalogue}.
 */
@NullMarked
package io.stipend.deploy.settings;

import org.jspecify.annotations.NullMarked;
