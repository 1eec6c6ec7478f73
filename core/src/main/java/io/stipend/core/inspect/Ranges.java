package io.stipend.core.inspect;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Resource;

/** Amounts of which only the bounds are known, for people. */
final class Ranges {

    private Ranges() {}

    static String text(Resource resource, long least, long most) {
        if (least == most) {
            return resource.format(least);
        }
        return most >= Checks.MAX_AMOUNT
                ? resource.format(least) + " or more"
                : resource.format(least) + " to " + resource.format(most);
    }
}
