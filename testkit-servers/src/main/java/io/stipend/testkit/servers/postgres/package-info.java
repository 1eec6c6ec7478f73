/** PostgreSQL for tests: the server that all tests share, and servers to kill, freeze and restart. */
@NullMarked
package io.stipend.testkit.servers.postgres;

import org.jspecify.annotations.NullMarked;
