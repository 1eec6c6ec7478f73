/** What only the classes of core, and the contracts that try them, use. Not for others: it changes without notice. */
@NullMarked
package io.stipend.core.internal;

import org.jspecify.annotations.NullMarked;
