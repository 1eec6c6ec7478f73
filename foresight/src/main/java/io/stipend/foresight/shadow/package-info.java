/** Another policy, tried beside the one in force: what it would have refused. */
@NullMarked
package io.stipend.foresight.shadow;

import org.jspecify.annotations.NullMarked;
