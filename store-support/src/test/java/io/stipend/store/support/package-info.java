@NullMarked
package io.stipend.store.support;

import org.jspecify.annotations.NullMarked;
