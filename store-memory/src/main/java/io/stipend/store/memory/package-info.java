/** CreditStore in the heap: {@link io.stipend.store.memory.MemoryStores}. */
@NullMarked
package io.stipend.store.memory;

import org.jspecify.annotations.NullMarked;
