/** What stores on a server have in common: calls that share a round trip, and calendars of periods for the server. */
@NullMarked
package io.stipend.store.support;

import org.jspecify.annotations.NullMarked;
