/** Who may call, and how often. */
@NullMarked
package io.stipend.server.internal.access;

import org.jspecify.annotations.NullMarked;
