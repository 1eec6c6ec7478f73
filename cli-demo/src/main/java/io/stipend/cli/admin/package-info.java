/** Commands that administer a store, and what they have in common. */
@NullMarked
package io.stipend.cli.admin;

import org.jspecify.annotations.NullMarked;
