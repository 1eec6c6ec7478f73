package io.stipend.cli.replay.engine;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import java.util.List;

/** Adds up the credits of users' accounts; passes over others, which hold the same reservations again. Not thread safe. */
final class UserSums {

    private long accounts;
    private long allowance;
    private long available;
    private long reserved;
    private long spent;
    private long debt;

    void add(AccountView view) {
        if (view.account().kind() == AccountId.Kind.USER) {
            accounts++;
            allowance += view.allowance(Resource.CREDITS).orElse(0);
            available += view.available(Resource.CREDITS).orElse(0);
            reserved += view.reserved().credits();
            spent += view.spent().credits();
            debt += view.debt(Resource.CREDITS);
        }
    }

    long spent() {
        return spent;
    }

    Books books(List<String> findings) {
        return new Books(accounts, allowance, available, reserved, spent, debt, List.copyOf(findings));
    }
}
