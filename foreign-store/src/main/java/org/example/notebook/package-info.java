/** A store by somebody else, as small as one can be: it keeps the books as the memory store does, under its own keys. */
@NullMarked
package org.example.notebook;

import org.jspecify.annotations.NullMarked;
