/** The plain model of a store that random histories are compared with. */
@NullMarked
package io.stipend.testkit.internal.model;

import org.jspecify.annotations.NullMarked;
