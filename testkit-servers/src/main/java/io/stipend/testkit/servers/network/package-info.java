/** What stands between a client and a server: a proxy that breaks connections, and certificates for TLS. */
@NullMarked
package io.stipend.testkit.servers.network;

import org.jspecify.annotations.NullMarked;
