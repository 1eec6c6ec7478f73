@NullMarked
package io.stipend.core.support;

import org.jspecify.annotations.NullMarked;
