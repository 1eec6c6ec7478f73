/** The words of the domain as immutable values: resources, amounts, ids, accounts, terms. */
@NullMarked
package io.stipend.core.model;

import org.jspecify.annotations.NullMarked;
