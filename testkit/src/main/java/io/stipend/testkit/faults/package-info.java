/**
 * Scenarios for tests that break the server or the connection of a store: every verb over a connection that is cut, work that
 * goes on while servers die, clients that are killed, and an outage as health reports it.
 */
@NullMarked
package io.stipend.testkit.faults;

import org.jspecify.annotations.NullMarked;
