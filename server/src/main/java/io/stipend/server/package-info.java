/** The HTTP service: {@link io.stipend.server.StipendServer} runs it. */
@NullMarked
package io.stipend.server;

import org.jspecify.annotations.NullMarked;
