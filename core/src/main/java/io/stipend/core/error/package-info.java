/** Every exception Stipend throws. */
@NullMarked
package io.stipend.core.error;

import org.jspecify.annotations.NullMarked;
