/** How processes, their users, their ports and their temporary files are handled. */
@NullMarked
package io.stipend.testkit.servers.internal.process;

import org.jspecify.annotations.NullMarked;
