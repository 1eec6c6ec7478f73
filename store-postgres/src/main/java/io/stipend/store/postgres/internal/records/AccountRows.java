package io.stipend.store.postgres.internal.records;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

/** What rows of accounts, and of what administrators did to them, say. */
public final class AccountRows {

    /** What to select of a row {@code a} of {@code account}. */
    public static final String COLUMNS =
            "a.account, a.limits, a.overrides, a.grants, a.overdraft, a.reserved, a.spent, a.period_end, a.sequence, a.frozen";

    /** How many columns that are. */
    public static final int COUNT = 10;

    /** What to select of a row of {@code account_operation}, by the account, which comes first. */
    public static final String CHANGE_COLUMNS =
            "account, sequence, at, verb, resource, new_limit, allowance_delta, spent_delta, reason";

    private AccountRows() {}

    /** The account in a row of {@link #COLUMNS}. */
    public static AccountView view(String tenant, ResultSet row) throws SQLException {
        return new AccountView(
                AccountId.parse(tenant, Objects.requireNonNull(row.getString(1))),
                AmountArrays.limits(row, 2),
                Set.copyOf(AmountArrays.given(row, 3).keySet()),
                AmountArrays.read(row, 4),
                AmountArrays.read(row, 5),
                AmountArrays.read(row, 6),
                AmountArrays.read(row, 7),
                row.getLong(8),
                row.getLong(9),
                row.getString(10));
    }

    /** The entry in a row of {@link #CHANGE_COLUMNS}. */
    public static JournalEntry.AccountChanged change(String tenant, ResultSet row) throws SQLException {
        return new JournalEntry.AccountChanged(
                AccountId.parse(tenant, Objects.requireNonNull(row.getString(1))),
                row.getLong(2),
                row.getLong(3),
                switch (row.getInt(4)) {
                    case 0, 1 -> AccountChange.LIMIT;
                    case 2 -> AccountChange.GRANT;
                    case 3 -> AccountChange.ADJUSTMENT;
                    case 4 -> AccountChange.REPAIR;
                    case 5 -> AccountChange.REVOCATION;
                    case 6 -> AccountChange.FROZEN;
                    case 7 -> AccountChange.UNFROZEN;
                    case 8 -> AccountChange.ANNOUNCEMENT;
                    default -> throw new SQLException("account operation of unknown verb " + row.getInt(4));
                },
                Resource.at(row.getInt(5)),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                Objects.requireNonNull(row.getString(9)));
    }
}
