/** {@code stipend serve}, and the keys of those who call it. */
@NullMarked
package io.stipend.cli.serve;

import org.jspecify.annotations.NullMarked;
