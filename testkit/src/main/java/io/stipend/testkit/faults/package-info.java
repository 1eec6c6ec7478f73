/** What tests of faults do to any store: calls on it, a life cut at every verb, and work that goes on while servers die. */
@NullMarked
package io.stipend.testkit.faults;

import org.jspecify.annotations.NullMarked;
