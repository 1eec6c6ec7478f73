/** Which server a test gets: the one the environment names, one in a container, or one on this machine. */
@NullMarked
package io.stipend.testkit.servers.internal.choice;

import org.jspecify.annotations.NullMarked;
