/** The contract of a store, seen through the manager. */
@NullMarked
package io.stipend.testkit.internal.manager;

import org.jspecify.annotations.NullMarked;
