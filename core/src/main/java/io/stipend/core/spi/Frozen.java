package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import java.util.function.Function;

/**
 * Nothing was held: an account of the path is frozen, the first one that is, or the tenant as a whole.
 *
 * @param account the account; {@linkplain AccountId#ofTenant the tenant's own} where it is the tenant
 * @param reason who froze it and why, as the administrator's command had it
 */
public record Frozen(AccountId account, String reason) implements AccountRefusal {

    @Override
    public Kind kind() {
        return Kind.FROZEN;
    }

    @Override
    public <T> T fold(
            Function<? super Frozen, ? extends T> frozen, Function<? super Insufficient, ? extends T> insufficient) {
        return frozen.apply(this);
    }
}
