/** Whether Stipend lives and is ready to work, in plain values that any framework can show. */
@NullMarked
package io.stipend.core.health;

import org.jspecify.annotations.NullMarked;
