package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Checks;
import io.stipend.core.model.Limits;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts as administrators see them. Thread safe. */
final class RedisAccounts implements AccountAdministration {

    private static final int LIMIT = 1;
    private static final int GRANT = 2;
    private static final int ADJUSTMENT = 3;

    private static final int MAX_CALENDARS = 40;

    private final RedisLink link;
    private final Keys keys;
    private final Verbs verbs;
    private final Invocations invocations;
    private final Runnable afterChange;

    RedisAccounts(RedisLink link, Keys keys, Verbs verbs, Invocations invocations, Runnable afterChange) {
        this.link = link;
        this.keys = keys;
        this.verbs = verbs;
        this.invocations = invocations;
        this.afterChange = afterChange;
    }

    @Override
    public Optional<AccountView> show(AccountId account) {
        return views(keys.tenant(account.tenant()), List.of(account.toString())).stream()
                .findFirst();
    }

    @Override
    public List<AccountView> list(String tenantName, @Nullable AccountId after, int max) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        // What is listed begins with the kind's digit; the one without a name, which is always there, does not.
        byte[] from = Keys.bytes(after == null ? "(" : "(" + after.kind().ordinal() + after);
        Answer answer = link.run(Invocations.of(Script.LIST, tenant, List.of(from, Request.number(max))));
        if (answer.outcome() == Answer.Outcome.NO_TENANT) {
            verbs.hasKeys(tenant, false);
            return List.of();
        }
        List<String> page = new ArrayList<>();
        for (Object listed : (List<?>) answer.parts().get(0)) {
            page.add(Answer.textOf(listed).substring(1));
        }
        return page.isEmpty() ? List.of() : views(tenant, page);
    }

    /** Not only a look: an account whose period is over begins the next one. Doing so twice is doing so once. */
    private List<AccountView> views(Keys.Tenant tenant, List<String> accounts) {
        List<byte[]> names = accounts.stream().map(Keys::bytes).toList();
        for (int calendars = 0; calendars < MAX_CALENDARS; calendars++) {
            Request look = new Request(Script.LOOK, tenant, new byte[0], names, Set.of());
            List<Answer> answers =
                    link.runEach(List.of(invocations.of(List.of(look)))).get(0).all();
            List<AccountView> views = new ArrayList<>();
            boolean isComplete = true;
            for (int i = 0; i < answers.size(); i++) {
                Answer answer = answers.get(i);
                AccountId account = AccountId.parse(tenant.name(), accounts.get(i));
                switch (answer.outcome()) {
                    case DONE ->
                        views.add(Row.readable(
                                "the books of account " + Checks.shown(account.toString()),
                                () -> BookRecord.view(account, answer.text(0))));
                    case NO_PERIOD -> {
                        verbs.learn(answer);
                        isComplete = false;
                    }
                    case NO_TENANT -> verbs.hasKeys(tenant, false);
                    case DAMAGED -> throw RedisLink.damaged(answer.text(0));
                    default -> {}
                }
            }
            afterChange.run();
            if (isComplete) {
                return views;
            }
        }
        throw new CreditStoreException(
                CreditStoreException.Kind.UNAVAILABLE,
                "the clock of " + link.config().server() + " jumps too much to tell the period; try again");
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        AccountId account = command.account();
        Answer answer = verbs.ask(
                Request.administer(
                        keys.tenant(account.tenant()),
                        List.of(
                                Keys.bytes(account.toString()),
                                Keys.bytes(command.operationId().value()),
                                Request.number(change(command)),
                                Request.number(command.resource().ordinal() + 1),
                                Keys.bytes(amount(command)),
                                Keys.bytes(command.reason()))),
                true);
        return switch (answer.outcome()) {
            case DONE, DONE_BEFORE ->
                new AccountOutcome.Changed(
                        Row.readable(
                                "a change of account " + Checks.shown(account.toString()),
                                () -> BookRecord.changed(account, answer.text(0))),
                        answer.isReplay());
            case CONFLICT -> new AccountOutcome.Conflict();
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("the sum of "
                        + command.resource().format(answer.number(0)) + " " + command.resource() + " on account "
                        + Checks.shown(account.toString()) + " would be out of range, which is from 0 to "
                        + command.resource().format(Checks.MAX_AMOUNT) + " with what is reserved; give another amount");
            default ->
                throw new CreditStoreException(
                        CreditStoreException.Kind.INTERNAL, "Redis answered " + answer.outcome());
        };
    }

    private static int change(AccountCommand command) {
        if (command instanceof AccountCommand.Grant) {
            return GRANT;
        }
        return command instanceof AccountCommand.Adjust ? ADJUSTMENT : LIMIT;
    }

    /** Of a limit "-" to remove the override, "u" for no limit. */
    private static String amount(AccountCommand command) {
        if (command instanceof AccountCommand.SetLimit set) {
            return set.limit() == Limits.UNLIMITED ? "u" : Long.toString(set.limit());
        } else if (command instanceof AccountCommand.Grant grant) {
            return Long.toString(grant.amount());
        } else if (command instanceof AccountCommand.Adjust adjust) {
            return Long.toString(adjust.spentDelta());
        }
        return "-";
    }
}
