/**
 * What administrators do with stored books: verify, repair, list, export. Everything here works over {@link
 * io.stipend.core.spi.BookInspection} and {@link io.stipend.core.spi.AccountAdministration}, on any store.
 */
@NullMarked
package io.stipend.audit;

import org.jspecify.annotations.NullMarked;
