/** Traffic for a newcomer to look at. */
@NullMarked
package io.stipend.cli.serve.demo;

import org.jspecify.annotations.NullMarked;
