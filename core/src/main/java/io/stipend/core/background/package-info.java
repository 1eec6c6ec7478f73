/** What runs beside the callers: the event relay and the sweeper. */
@NullMarked
package io.stipend.core.background;

import org.jspecify.annotations.NullMarked;
