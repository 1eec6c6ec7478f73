/** What the dashboard is made of: its page, sessions, and what it shows of a tenant at a glance. */
@NullMarked
package io.stipend.server.internal.dashboard;

import org.jspecify.annotations.NullMarked;
