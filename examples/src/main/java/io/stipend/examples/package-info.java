/** How to embed Stipend, shown in programs that run. */
@NullMarked
package io.stipend.examples;

import org.jspecify.annotations.NullMarked;
