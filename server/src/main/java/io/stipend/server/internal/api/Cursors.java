package io.stipend.server.internal.api;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;

/** Where pages go on. */
final class Cursors {

    private Cursors() {}

    /** A cursor that is a number. */
    static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notEvenOne) {
            // Said below, as of one below zero.
        }
        throw new InvalidRequestException(
                "cursor is " + Checks.shown(text) + "; give the one that the page before ended with");
    }
}
