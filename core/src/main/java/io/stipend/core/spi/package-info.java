/** What a store must do: atomic verbs, the journal, account administration. */
@NullMarked
package io.stipend.core.spi;

import org.jspecify.annotations.NullMarked;
