/** Commands that show open reservations and close those that were left behind. */
@NullMarked
package io.stipend.cli.admin.reservation;

import org.jspecify.annotations.NullMarked;
