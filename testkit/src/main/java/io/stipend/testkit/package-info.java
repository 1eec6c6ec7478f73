/** The contracts every adapter must pass, and what an adapter supplies to run them. */
@NullMarked
package io.stipend.testkit;

import org.jspecify.annotations.NullMarked;
