/** Commands that look at a configuration, and at the schema of a store. */
@NullMarked
package io.stipend.cli.config;

import org.jspecify.annotations.NullMarked;
