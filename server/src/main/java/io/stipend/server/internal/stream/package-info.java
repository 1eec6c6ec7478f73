/** Events as they happen, to those who listen. */
@NullMarked
package io.stipend.server.internal.stream;

import org.jspecify.annotations.NullMarked;
