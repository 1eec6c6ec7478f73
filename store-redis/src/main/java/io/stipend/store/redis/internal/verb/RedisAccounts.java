package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.record.AccountAnswer;
import io.stipend.store.redis.internal.record.AccountRecord;
import io.stipend.store.redis.internal.record.ReservationRecord;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.VerbOutcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Accounts as administrators see them. Thread safe. */
public final class RedisAccounts implements AccountAdministration {

    private static final int MAX_CALENDARS = 40;

    private final ScriptRunner runner;
    private final Keys keys;
    private final RequestRunner requests;
    private final ScriptCallFactory callFactory;
    private final Runnable afterChange;

    public RedisAccounts(
            ScriptRunner runner,
            Keys keys,
            RequestRunner requests,
            ScriptCallFactory callFactory,
            Runnable afterChange) {
        this.runner = runner;
        this.keys = keys;
        this.requests = requests;
        this.callFactory = callFactory;
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
        byte[] from = Bytes.of(after == null ? "(" : "(" + after.kind().ordinal() + after);
        ScriptAnswer answer = runner.run(ScriptCall.of(Script.LIST_ACCOUNTS, tenant, List.of(from, Bytes.of(max))));
        if (answer.code() == AnswerCode.NO_TENANT) {
            requests.hasKeys(tenant, false);
            return List.of();
        }
        List<String> page = new ArrayList<>();
        for (Object listed : (List<?>) answer.parts().get(0)) {
            page.add(ScriptAnswer.textOf(listed).substring(1));
        }
        return page.isEmpty() ? List.of() : views(tenant, page);
    }

    /** Not only a look: an account whose period is over begins the next one. Doing so twice is doing so once. */
    private List<AccountView> views(Keys.Tenant tenant, List<String> accounts) {
        List<byte[]> names = accounts.stream().map(Bytes::of).toList();
        for (int calendars = 0; calendars < MAX_CALENDARS; calendars++) {
            ScriptRequest look = new ScriptRequest(Script.SHOW_ACCOUNTS, tenant, new byte[0], names, Set.of());
            List<ScriptAnswer> answers = runner.runEach(List.of(callFactory.of(List.of(look))))
                    .get(0)
                    .all();
            List<AccountView> views = new ArrayList<>();
            boolean isComplete = true;
            for (int i = 0; i < answers.size(); i++) {
                ScriptAnswer answer = answers.get(i);
                AccountId account = AccountId.parse(tenant.name(), accounts.get(i));
                switch (answer.code()) {
                    case DONE ->
                        views.add(ReservationRecord.readable(
                                () -> "the books of account " + Checks.shown(account.toString()),
                                () -> AccountRecord.view(account, answer.text(0))));
                    case NO_PERIOD -> {
                        requests.learn(answer);
                        isComplete = false;
                    }
                    case NO_TENANT -> requests.hasKeys(tenant, false);
                    case DAMAGED -> throw answer.damage();
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
                "the clock of " + runner.connections().address() + " jumps too much to tell the period; try again");
    }

    @Override
    public AccountOutcome apply(AccountCommand command) {
        AccountId account = command.account();
        ScriptAnswer answer = requests.ask(
                ScriptRequest.administer(
                        keys.tenant(account.tenant()),
                        List.of(
                                Bytes.of(account.toString()),
                                Bytes.of(command.operationId().value()),
                                Bytes.of(change(command).ordinal()),
                                Bytes.of(command.resource().ordinal() + 1),
                                Bytes.of(amount(command)),
                                Bytes.of(command.reason()))),
                true);
        return VerbOutcomes.change(command, new AccountAnswer(account, answer));
    }

    private static AccountChange change(AccountCommand command) {
        if (command instanceof AccountCommand.Grant) {
            return AccountChange.GRANT;
        } else if (command instanceof AccountCommand.Revoke) {
            return AccountChange.REVOCATION;
        } else if (command instanceof AccountCommand.Freeze) {
            return AccountChange.FROZEN;
        } else if (command instanceof AccountCommand.Unfreeze) {
            return AccountChange.UNFROZEN;
        } else if (command instanceof AccountCommand.Announce) {
            return AccountChange.ANNOUNCEMENT;
        }
        return command instanceof AccountCommand.Adjust ? AccountChange.ADJUSTMENT : AccountChange.LIMIT;
    }

    /** Of a limit "-" to remove the override, "u" for no limit. */
    private static String amount(AccountCommand command) {
        if (command instanceof AccountCommand.SetLimit set) {
            return set.limit() == Limits.UNLIMITED ? "u" : Long.toString(set.limit());
        } else if (command instanceof AccountCommand.Grant grant) {
            return Long.toString(grant.amount());
        } else if (command instanceof AccountCommand.Revoke revoke) {
            return Long.toString(revoke.amount());
        } else if (command instanceof AccountCommand.Adjust adjust) {
            return Long.toString(adjust.spentDelta());
        } else if (command instanceof AccountCommand.Announce announce) {
            return Long.toString(announce.follows());
        }
        return "-";
    }
}
