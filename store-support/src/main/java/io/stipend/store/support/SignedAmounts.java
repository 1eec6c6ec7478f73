package io.stipend.store.support;

import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.HoldChange;

/**
 * How servers keep a change of a hold: one number for each resource, above zero where more is held, below zero where some is
 * given back.
 */
public final class SignedAmounts {

    private final ResourceVector above;
    private final ResourceVector below;

    public SignedAmounts(ResourceVector.AmountOf amounts) {
        this.above = ResourceVector.map(resource -> Math.max(0, amounts.amountOf(resource)));
        this.below = ResourceVector.map(resource -> Math.max(0, -amounts.amountOf(resource)));
    }

    /** What is above zero. */
    public ResourceVector above() {
        return above;
    }

    /** What is below zero, as amounts above it. */
    public ResourceVector below() {
        return below;
    }

    /** The change that was asked for with these amounts. */
    public HoldChange change(ResourceVector least) {
        return new HoldChange(above, least, below);
    }
}
