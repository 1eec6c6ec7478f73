package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts as administrators see them. Thread safe; may block like the store. */
public interface AccountAdministration {

    /** The books of an account; empty when nothing ever touched it. */
    Optional<AccountView> show(AccountId account);

    /**
     * The accounts of a tenant in the order of their ids, page by page.
     *
     * @param after the last account of the page before; null for the first page
     * @param limit how many at most
     */
    List<AccountView> list(String tenant, @Nullable AccountId after, int limit);

    /**
     * Changes an account.
     *
     * @throws io.stipend.core.error.InvalidRequestException when a sum would be out of range; nothing changed
     */
    AccountOutcome apply(AccountCommand command);
}
