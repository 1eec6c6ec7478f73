/** Tests of pools that need a store; those of shares alone are with their module. */
@NullMarked
package io.stipend.pools;

import org.jspecify.annotations.NullMarked;
