package io.stipend.store.support;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;

/** A usage in a server's format: its amounts, and one bit for each resource that it reports. */
public final class UsageBits {

    private UsageBits() {}

    /** The resources that a usage reports; bit 0 is the first resource. */
    public static int of(ResourceUsage usage) {
        int bits = 0;
        for (int resource = 0; resource < Resource.count(); resource++) {
            if (usage.reports(Resource.at(resource))) {
                bits |= 1 << resource;
            }
        }
        return bits;
    }

    /** The usage that reports these resources with these amounts. */
    public static ResourceUsage usage(ResourceVector amounts, int reported) {
        if (reported == 0) {
            return ResourceUsage.NONE;
        }
        ResourceUsage.Builder usage = ResourceUsage.builder();
        if (reports(reported, Resource.CREDITS)) {
            usage.creditUnits(amounts.credits());
        }
        if (reports(reported, Resource.TOKENS)) {
            usage.tokens(amounts.tokens());
        }
        if (reports(reported, Resource.API_CALLS)) {
            usage.apiCalls(amounts.apiCalls());
        }
        if (reports(reported, Resource.COMPUTE_TIME)) {
            usage.computeMillis(amounts.computeTime());
        }
        if (reports(reported, Resource.MEMORY)) {
            usage.memoryBytes(amounts.memory());
        }
        return usage.build();
    }

    private static boolean reports(int reported, Resource resource) {
        return (reported >> resource.ordinal() & 1) == 1;
    }
}
