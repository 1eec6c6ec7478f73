/** What an adapter's test supplies to the contracts: a store, its clock, its journal's reader, and damage to its books. */
@NullMarked
package io.stipend.testkit.harness;

import org.jspecify.annotations.NullMarked;
