package io.stipend.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccountIdTest {

    @Test
    void theOrderIsThatOfTheirUtf8() {
        List<String> names = new ArrayList<>(
                List.of("a", "ab", "b", "z", "é", "\ud7ff", "\ue000", "\uffff", "😀", "😀a", "𐀀", "a😀", "a\uffff"));
        List<String> byBytes = names.stream()
                .sorted(Comparator.comparing(name -> name.getBytes(UTF_8), Arrays::compareUnsigned))
                .toList();
        Collections.shuffle(names, new Random(7));

        assertThat(names.stream().map(AccountId::user).sorted().map(AccountId::name))
                .containsExactlyElementsOf(byBytes);
    }

    @Test
    void tenantComesBeforeKindAndKindBeforeName() {
        AccountId user = new AccountId("t1", AccountId.Kind.USER, "z");
        AccountId swarm = new AccountId("t1", AccountId.Kind.SWARM, "a");
        AccountId pool = new AccountId("t1", AccountId.Kind.POOL, "a");
        AccountId otherTenant = new AccountId("t2", AccountId.Kind.USER, "a");

        assertThat(List.of(otherTenant, pool, swarm, user).stream().sorted())
                .containsExactly(user, swarm, pool, otherTenant);
    }

    @Test
    void equalIdsAreEqualWhateverStringsTheyWereMadeOf() {
        AccountId one = AccountId.user("alice");
        AccountId other = AccountId.user(new String("alice".toCharArray()));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isEqualByComparingTo(other);
        assertThat(one)
                .isNotEqualTo(AccountId.swarm("alice"))
                .isNotEqualTo(AccountId.user("Alice"))
                .isNotEqualTo(new AccountId("t", AccountId.Kind.USER, "alice"))
                .hasToString("user:alice");
    }
}
