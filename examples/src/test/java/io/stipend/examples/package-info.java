@NullMarked
package io.stipend.examples;

import org.jspecify.annotations.NullMarked;
