@NullMarked
package io.stipend.core.background;

import org.jspecify.annotations.NullMarked;
