/** Tests of fair shares that need no store; those that do are with the memory store. */
@NullMarked
package io.stipend.pools;

import org.jspecify.annotations.NullMarked;
