@NullMarked
package io.stipend.events;

import org.jspecify.annotations.NullMarked;
