/** Reserve, track and settle: {@link io.stipend.core.ResourceManager} and what embeds it. */
@NullMarked
package io.stipend.core;

import org.jspecify.annotations.NullMarked;
