/** A store on PostgreSQL: budgets that survive crashes, shared by any number of nodes. */
@NullMarked
package io.stipend.store.postgres;

import org.jspecify.annotations.NullMarked;
