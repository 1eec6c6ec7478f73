@NullMarked
package io.stipend.core.metrics;

import org.jspecify.annotations.NullMarked;
