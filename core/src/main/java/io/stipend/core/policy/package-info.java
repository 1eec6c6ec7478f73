/** What is allowed and how it is judged: pure functions and small values, no I/O. */
@NullMarked
package io.stipend.core.policy;

import org.jspecify.annotations.NullMarked;
