@NullMarked
package io.stipend.core.model;

import org.jspecify.annotations.NullMarked;
