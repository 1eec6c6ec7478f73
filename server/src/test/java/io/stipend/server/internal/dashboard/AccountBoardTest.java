package io.stipend.server.internal.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.server.internal.dashboard.AccountBoard.Order;
import io.stipend.server.internal.dashboard.AccountBoard.Wanted;
import io.stipend.store.memory.MemoryStores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whichever page of whichever order is asked for, it is that of all accounts sorted; those alike are in the order of names. */
final class AccountBoardTest {

    private static final int ACCOUNTS = 300;

    private static AccountBoard board(Random random) {
        try (StoreAdapter store = MemoryStores.open()) {
            AccountAdministration accounts = store.accountAdministration();
            for (int i = 0; i < ACCOUNTS; i++) {
                AccountId id = new AccountId("t", AccountId.Kind.USER, "u" + i);
                if (i % 3 > 0) {
                    accounts.apply(new AccountCommand.SetLimit(
                            id, OperationId.of("limit"), Resource.CREDITS, random.nextInt(5), "test"));
                }
                accounts.apply(new AccountCommand.Adjust(
                        id, OperationId.of("spend"), Resource.CREDITS, 1 + random.nextInt(5), "test"));
            }
            return AccountBoard.look(accounts, "t", null, System::currentTimeMillis);
        }
    }

    private static Comparator<BoardRow> expected(Order order) {
        return switch (order) {
            case USE -> Comparator.comparingDouble(BoardRow::use).reversed();
            case SPENT -> Comparator.comparingLong(BoardRow::spent).reversed();
            case HELD -> Comparator.comparingLong(BoardRow::reserved).reversed();
            case LEFT -> Comparator.comparingLong(BoardRow::left);
            case EMPTY -> Comparator.comparingLong(BoardRow::emptyAtMillis);
            case NAME -> Comparator.comparing(BoardRow::account);
        };
    }

    @Test
    void boardsThatShowTheSameAreEqual() {
        try (StoreAdapter store = MemoryStores.open()) {
            AccountAdministration accounts = store.accountAdministration();
            AccountId ana = new AccountId("t", AccountId.Kind.USER, "ana");
            accounts.apply(new AccountCommand.Adjust(ana, OperationId.of("1"), Resource.CREDITS, 5, "test"));
            AccountBoard first = AccountBoard.look(accounts, "t", null, System::currentTimeMillis);
            AccountBoard second = AccountBoard.look(accounts, "t", first, System::currentTimeMillis);
            accounts.apply(new AccountCommand.Adjust(ana, OperationId.of("2"), Resource.CREDITS, 5, "test"));

            assertThat(second).isEqualTo(first).hasSameHashCodeAs(first);
            assertThat(AccountBoard.look(accounts, "t", second, System::currentTimeMillis))
                    .isNotEqualTo(second);
        }
    }

    @Test
    void eachPageIsThatOfAllThatAreSorted() {
        Random random = new Random();
        AccountBoard board = board(random);
        List<BoardRow> all =
                board.page(new Wanted("", null, null, Order.NAME), 0, ACCOUNTS).rows();
        assertThat(all).hasSize(ACCOUNTS);
        for (Order order : Order.values()) {
            List<BoardRow> sorted = new ArrayList<>(all);
            sorted.sort(expected(order));
            for (int offset : new int[] {0, 1, random.nextInt(ACCOUNTS), ACCOUNTS - 1, ACCOUNTS, 10_000}) {
                int limit = 1 + random.nextInt(60);
                AccountBoard.Page page = board.page(new Wanted("", null, null, order), offset, limit);

                assertThat(page.total()).isEqualTo(ACCOUNTS);
                assertThat(page.rows())
                        .as(order + " from " + offset + ", " + limit)
                        .isEqualTo(sorted.stream().skip(offset).limit(limit).toList());
            }
        }
        assertThat(board.worst(Concern.AT_CAP))
                .isEqualTo(all.stream()
                        .filter(row -> row.concerns().contains(Concern.AT_CAP))
                        .sorted(expected(Order.USE))
                        .limit(8)
                        .toList());
    }
}
