package io.stipend.server.internal.api;

import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest changes that administrators made through this process, over all accounts of a tenant. Each account's history is in the store,
 * and has them all. Thread safe.
 */
public final class ChangeLog {

    private static final int KEPT = 1_024;

    private final Deque<AccountChanged> latest = new ArrayDeque<>();

    /** The route that tells them. */
    public Route route() {
        return Route.get("/v1/changes", Permission.READ, this::list);
    }

    void add(AccountChanged entry) {
        synchronized (latest) {
            latest.addFirst(entry);
            if (latest.size() > KEPT) {
                latest.removeLast();
            }
        }
    }

    private Answer list(Call call) {
        call.allow("limit");
        int limit = Paging.limit(call);
        List<AccountChanged> found;
        synchronized (latest) {
            found = latest.stream()
                    .filter(entry -> entry.tenant().equals(call.caller().tenant()))
                    .limit(limit)
                    .toList();
        }
        return Paging.page("changes", found.stream().map(Answers::change).toList(), null);
    }
}
