/** The books in the heap, and how the store registers itself. Not for others: it changes without notice. */
@NullMarked
package io.stipend.store.memory.internal;

import org.jspecify.annotations.NullMarked;
