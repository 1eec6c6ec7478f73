/** What forecasters learned, in a table of its own. */
@NullMarked
package io.stipend.store.postgres.internal.forecasts;

import org.jspecify.annotations.NullMarked;
