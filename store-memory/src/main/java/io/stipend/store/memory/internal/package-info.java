/** How the memory store registers itself. */
@NullMarked
package io.stipend.store.memory.internal;

import org.jspecify.annotations.NullMarked;
