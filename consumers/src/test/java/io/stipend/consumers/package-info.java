/** Tests of what a build outside of ours gets. */
@NullMarked
package io.stipend.consumers;

import org.jspecify.annotations.NullMarked;
