package io.stipend.audit;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;

/** Formats amounts of which only the bounds are known. */
final class Ranges {

    private Ranges() {}

    static String text(Resource resource, long min, long max) {
        if (min == max) {
            return resource.format(min);
        }
        return max >= Checks.MAX_AMOUNT
                ? resource.format(min) + " or more"
                : resource.format(min) + " to " + resource.format(max);
    }
}
