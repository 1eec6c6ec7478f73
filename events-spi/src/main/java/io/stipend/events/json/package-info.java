/** Events as JSON, for whoever takes them somewhere. */
@NullMarked
package io.stipend.events.json;

import org.jspecify.annotations.NullMarked;
