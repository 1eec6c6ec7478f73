package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReserveCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A preview refuses what a store would refuse, with the same numbers. */
final class ReservePreviewTest {

    private static final AccountId ANN = AccountId.user("ann");
    private static final AccountTerms TEN =
            new AccountTerms(Limits.of(Map.of(Resource.TOKENS, 10L)), ResourceVector.ZERO, LimitPeriod.NEVER);

    private final Books books = new Books();
    private final ReservePreview preview = new ReservePreview(books);

    /** The accounts that a test has put there. */
    private static final class Books implements AccountAdministration {

        private final Map<AccountId, AccountView> views = new HashMap<>();

        @Override
        public Optional<AccountView> show(AccountId account) {
            return Optional.ofNullable(views.get(account));
        }

        @Override
        public List<AccountView> list(String tenant, @Nullable AccountId after, int limit) {
            throw new AssertionError("a preview looks at the accounts of a path alone");
        }

        @Override
        public AccountOutcome apply(AccountCommand command) {
            throw new AssertionError("a preview changes nothing");
        }

        void put(
                AccountId id,
                Limits limits,
                Set<Resource> overridden,
                long grants,
                long reserved,
                @Nullable String frozen) {
            views.put(
                    id,
                    new AccountView(
                            id,
                            limits,
                            overridden,
                            tokens(grants),
                            ResourceVector.ZERO,
                            tokens(reserved),
                            tokens(1),
                            LimitPeriod.NO_END,
                            1,
                            frozen));
        }
    }

    private static ResourceVector tokens(long amount) {
        return ResourceVector.of(Resource.TOKENS, amount);
    }

    private static ReserveCommand reserve(AccountTerms terms, List<Limits> ceilings, long tokens) {
        return new ReserveCommand(
                ReservationId.of("r"),
                1,
                AccountPath.of(List.of(ANN)),
                List.of(terms),
                ceilings,
                tokens(tokens),
                tokens(tokens),
                1_000,
                OnExpiry.BOOK_TRACKED,
                null,
                null,
                Map.of());
    }

    private void assertRoom(AccountTerms terms, long room) {
        assertThat(preview.rejection(reserve(terms, List.of(), room))).isEmpty();
        Rejection rejection =
                preview.rejection(reserve(terms, List.of(), room + 1)).orElseThrow();
        assertThat(rejection.code()).isEqualTo(Rejection.Code.ACCOUNT_EXHAUSTED);
        assertThat(rejection.account()).isEqualTo(ANN);
        assertThat(rejection.available()).isEqualTo(room);
    }

    @Test
    void anAccountThatNobodyHasTouchedHasWhatItsTermsSay() {
        assertRoom(TEN, 10);
    }

    @Test
    void currentTermsCountAndNotThoseOfTheLastReserve() {
        books.put(ANN, Limits.of(Map.of(Resource.TOKENS, 99L)), Set.of(), 2, 4, null);
        assertRoom(TEN, 10 + 2 - 4 - 1);
    }

    @Test
    void anOverrideCountsMoreThanTerms() {
        books.put(ANN, Limits.of(Map.of(Resource.TOKENS, 20L)), Set.of(Resource.TOKENS), 0, 4, null);
        assertRoom(TEN, 15);
    }

    @Test
    void anOverdraftMayBeUsed() {
        assertRoom(new AccountTerms(TEN.limits(), tokens(3), LimitPeriod.NEVER), 13);
    }

    @Test
    void whatIsNotNeededDoesNotLack() {
        books.put(ANN, Limits.NONE, Set.of(), 0, 50, null);
        assertThat(preview.rejection(reserve(TEN, List.of(), 0))).isEmpty();
    }

    @Test
    void aCeilingLeavesWhatIsNotInUse() {
        books.put(ANN, TEN.limits(), Set.of(), 0, 2, null);
        List<Limits> ceiling = List.of(Limits.of(Map.of(Resource.TOKENS, 5L)));

        assertThat(preview.rejection(reserve(TEN, ceiling, 2))).isEmpty();
        Rejection rejection = preview.rejection(reserve(TEN, ceiling, 3)).orElseThrow();
        assertThat(rejection.code()).isEqualTo(Rejection.Code.CEILING_REACHED);
        assertThat(rejection.available()).isEqualTo(2);
    }

    @Test
    void aFrozenTenantOrAccountComesFirst() {
        books.put(ANN, TEN.limits(), Set.of(), 0, 50, "ops: unpaid");
        assertThat(preview.rejection(reserve(TEN, List.of(), 1)).orElseThrow().code())
                .isEqualTo(Rejection.Code.ACCOUNT_FROZEN);
        AccountId tenant = new AccountId("default", AccountId.Kind.TENANT, "default");
        books.put(tenant, Limits.NONE, Set.of(), 0, 0, "ops: unpaid");
        assertThat(preview.rejection(reserve(TEN, List.of(), 1)).orElseThrow().account())
                .isEqualTo(tenant);
    }
}
