@NullMarked
package org.example.notebook;

import org.jspecify.annotations.NullMarked;
