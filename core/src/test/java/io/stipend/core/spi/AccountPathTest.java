package io.stipend.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AccountPathTest {

    private static List<AccountId> pools(int count) {
        return IntStream.range(0, count).mapToObj(i -> AccountId.pool("p" + i)).toList();
    }

    @Test
    void keepsTheOrderGiven() {
        AccountPath path = AccountPath.of(
                List.of(AccountId.pool("z"), AccountId.user("m"), AccountId.swarm("a"), AccountId.pool("b")));

        assertThat(path.texts()).containsExactly("pool:z", "user:m", "swarm:a", "pool:b");
        assertThat(path.userId()).isEqualTo("m");
    }

    @Test
    void withoutAUserThereIsNoUserId() {
        assertThat(AccountPath.of(pools(2)).userId()).isNull();
        assertThat(AccountPath.EMPTY.userId()).isNull();
        assertThat(AccountPath.of(List.of())).isSameAs(AccountPath.EMPTY);
    }

    @Test
    void takesEightAccountsAndNoMore() {
        assertThat(AccountPath.of(pools(8)).accounts()).hasSize(8);
        assertThatThrownBy(() -> AccountPath.of(pools(9)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("9 accounts", "at most 8");
    }

    @Test
    void refusesAnAccountTwice() {
        assertThatThrownBy(() -> AccountPath.of(List.of(AccountId.pool("a"), AccountId.pool("b"), AccountId.pool("a"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("'pool:a'", "twice", "name it once");
        assertThat(AccountPath.of(List.of(AccountId.pool("a"), AccountId.user("a"), AccountId.swarm("a")))
                        .accounts())
                .as("one name, three kinds")
                .hasSize(3);
    }

    @Test
    void refusesTwoTenants() {
        AccountId elsewhere = new AccountId("acme", AccountId.Kind.POOL, "a");

        assertThatThrownBy(() -> AccountPath.of(List.of(AccountId.pool("a"), elsewhere)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("'default'", "'acme'", "one tenant");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        assertThatThrownBy(() -> AccountPath.of(null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("accounts is null");
        assertThatThrownBy(() -> AccountPath.of(Collections.singletonList(null)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("account is null");
    }

    @Test
    void isNotChangedThroughTheListItWasMadeOf() {
        List<AccountId> accounts = new ArrayList<>(pools(2));
        AccountPath path = AccountPath.of(accounts);
        accounts.clear();

        assertThat(path).isEqualTo(AccountPath.of(pools(2))).hasSameHashCodeAs(AccountPath.of(pools(2)));
        assertThatThrownBy(() -> path.accounts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void accountsAreOrderedByTenantKindAndName() {
        AccountId first = new AccountId("a", AccountId.Kind.POOL, "a");
        AccountId second = new AccountId("b", AccountId.Kind.USER, "z");
        AccountId third = new AccountId("b", AccountId.Kind.SWARM, "a");
        AccountId fourth = new AccountId("b", AccountId.Kind.SWARM, "b");

        assertThat(List.of(fourth, third, first, second).stream().sorted())
                .containsExactly(first, second, third, fourth);
        assertThat(first).isNotEqualTo(new AccountId("a", AccountId.Kind.USER, "a"));
        assertThat(AccountId.user("x")).isEqualTo(new AccountId("default", AccountId.Kind.USER, "x"));
    }

    @Test
    void aBadNameIsCalledByItsKind() {
        assertThatThrownBy(() -> AccountId.swarm("")).hasMessageContaining("swarm id is blank");
        assertThatThrownBy(() -> AccountId.pool("a\u0000")).hasMessageContaining("pool id has the control character");
        assertThatThrownBy(() -> new AccountId("\ud800", AccountId.Kind.USER, "a"))
                .hasMessageContaining("tenant");
    }
}
