package io.stipend.audit;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Resource;

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
