/** Redis for tests: the server that all tests share, servers to kill, freeze and restart, clusters and sentinels. */
@NullMarked
package io.stipend.testkit.servers.redis;

import org.jspecify.annotations.NullMarked;
