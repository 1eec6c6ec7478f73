/** Where the binaries of servers come from and where they are kept. */
@NullMarked
package io.stipend.testkit.servers.internal.binaries;

import org.jspecify.annotations.NullMarked;
