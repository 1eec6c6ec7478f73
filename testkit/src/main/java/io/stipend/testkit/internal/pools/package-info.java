/** What fair shares of a pool ask of a store. */
@NullMarked
package io.stipend.testkit.internal.pools;

import org.jspecify.annotations.NullMarked;
