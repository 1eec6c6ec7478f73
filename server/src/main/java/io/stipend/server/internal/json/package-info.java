/** The JSON of requests and answers, and what is said of those that are wrong. */
@NullMarked
package io.stipend.server.internal.json;

import org.jspecify.annotations.NullMarked;
