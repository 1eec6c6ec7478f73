/** The contract of a store, verb by verb. */
@NullMarked
package io.stipend.testkit.internal.verbs;

import org.jspecify.annotations.NullMarked;
