@NullMarked
package io.stipend.core.policy;

import org.jspecify.annotations.NullMarked;
