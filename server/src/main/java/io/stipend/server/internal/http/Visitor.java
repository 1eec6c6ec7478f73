package io.stipend.server.internal.http;

import io.stipend.server.internal.access.Caller;
import io.stipend.server.internal.access.Sessions.Session;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and how.
 *
 * @param session the session that says who it is; null where a key says so, or nothing
 * @param secure whether what is sent is encrypted
 */
public record Visitor(Caller caller, @Nullable Session session, boolean secure) {}
