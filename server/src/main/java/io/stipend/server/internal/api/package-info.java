/** The routes: what is asked of the manager and the books, and what is answered. */
@NullMarked
package io.stipend.server.internal.api;

import org.jspecify.annotations.NullMarked;
