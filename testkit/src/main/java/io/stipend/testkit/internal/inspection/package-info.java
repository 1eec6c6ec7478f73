/** The contract of inspection and repair: healthy books, damaged books, and what is shown of them. */
@NullMarked
package io.stipend.testkit.internal.inspection;

import org.jspecify.annotations.NullMarked;
