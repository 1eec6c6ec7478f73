/** What runs beside the callers: the relay that publishes events, the sweeper, and whether both are well. */
@NullMarked
package io.stipend.core.background;

import org.jspecify.annotations.NullMarked;
