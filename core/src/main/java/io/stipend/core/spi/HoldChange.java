package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;

/**
 * By how much an open hold is to change: more of some resources, less of others. Immutable.
 *
 * @param more what is wanted in addition
 * @param least how much of it there must be: what there is between this and {@code more} is granted. As much as {@code more}
 *     means all or none
 * @param less what is to be given back, as far as it is idle; zero for a resource of which more is wanted
 */
public record HoldChange(ResourceVector more, ResourceVector least, ResourceVector less) {

    /** The hold stays as it is. */
    public static final HoldChange NONE = new HoldChange(ResourceVector.ZERO, ResourceVector.ZERO, ResourceVector.ZERO);

    /** Refuses null, a least above what is wanted, and more and less of the same resource. */
    public HoldChange {
        Checks.present(more, "additional resources");
        Checks.present(least, "the least of additional resources");
        Checks.present(less, "resources to give back");
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            if (least.get(resource) > more.get(resource)) {
                throw new InvalidRequestException("at least " + resource.format(least.get(resource)) + " more of "
                        + resource + " where " + resource.format(more.get(resource))
                        + " is wanted; the least can be as much as is wanted");
            }
            if (more.get(resource) > 0 && less.get(resource) > 0) {
                throw new InvalidRequestException("both " + resource.format(more.get(resource)) + " more and "
                        + resource.format(less.get(resource)) + " less of " + resource + "; give one of them");
            }
        }
    }

    /** More: all of it or nothing. */
    public static HoldChange more(ResourceVector amounts) {
        return new HoldChange(amounts, amounts, ResourceVector.ZERO);
    }

    /** Less: idle hold is given back. */
    public static HoldChange less(ResourceVector amounts) {
        return new HoldChange(ResourceVector.ZERO, ResourceVector.ZERO, amounts);
    }

    /** The same, but for how much there must be of what is wanted. */
    public HoldChange atLeast(ResourceVector amounts) {
        return new HoldChange(more, amounts, less);
    }

    /** The same, and besides less of other resources. */
    public HoldChange andLess(ResourceVector amounts) {
        return new HoldChange(more, least, amounts);
    }

    /** Whether the hold stays as it is. */
    public boolean isNone() {
        return more.isZero() && less.isZero();
    }

    /** Whether all that is wanted is granted, or nothing. */
    public boolean isAllOrNone() {
        return least.equals(more);
    }

    /** The {@link Fingerprint} of the amounts. */
    public long fingerprint() {
        return new Fingerprint()
                .with(1, more.fingerprint())
                .with(2, least.fingerprint())
                .with(3, less.fingerprint())
                .value();
    }
}
