/** Which contracts run when {@code -Dstipend.contract} names some; a name that matches nothing fails. */
@NullMarked
package io.stipend.testkit.internal.selection;

import org.jspecify.annotations.NullMarked;
