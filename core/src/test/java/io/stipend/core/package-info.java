@NullMarked
package io.stipend.core;

import org.jspecify.annotations.NullMarked;
