/** A handle on one reservation for those who embed Stipend: it keeps the lease alive, and lets go what was not settled. */
@NullMarked
package io.stipend.core.execution;

import org.jspecify.annotations.NullMarked;
