/** HTTP on Jetty: from the connection to a route's handler, and back. */
@NullMarked
package io.stipend.server.internal.http;

import org.jspecify.annotations.NullMarked;
