/** Processes that a test starts and kills: servers on this machine, and JVMs. */
@NullMarked
package io.stipend.testkit.servers.process;

import org.jspecify.annotations.NullMarked;
