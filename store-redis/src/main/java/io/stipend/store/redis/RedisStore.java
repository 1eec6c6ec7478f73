package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** The roles over one link. */
final class RedisStore implements StoreAdapter {

    private static final Logger log = LoggerFactory.getLogger(RedisStore.class);

    /** The version of the keys and records that this program writes. */
    private static final String LAYOUT = "2";

    private final RedisLink link;
    private final RedisJournal journal;
    private final RedisCreditStore credits;
    private final RedisAccounts accounts;
    private final RedisInspection inspection;

    private RedisStore(RedisLink link, Keys keys) {
        this.link = link;
        this.journal = new RedisJournal(link, keys);
        Invocations invocations = new Invocations(link.config().maxBacklog());
        Verbs verbs = new Verbs(link, invocations, journal::wake);
        this.credits = new RedisCreditStore(link, keys, verbs);
        this.accounts = new RedisAccounts(link, keys, verbs, invocations, journal::wake);
        this.inspection = new RedisInspection(link, keys, verbs);
    }

    static RedisStore open(RedisConfig config, Scripts scripts) {
        RedisLink link = new RedisLink(config, openNodes(config), scripts);
        try {
            ServerPreflight.check(link);
            Keys keys = new Keys(config.prefix(), config.shards());
            openShards(link, keys);
            return new RedisStore(link, keys);
        } catch (RuntimeException failure) {
            link.close();
            throw failure;
        }
    }

    private static Nodes openNodes(RedisConfig config) {
        try {
            return Nodes.open(config);
        } catch (JedisException failure) {
            throw new CallFailure(FailureKind.ofBorrowing(failure), false, failure, config.server()).toException();
        }
    }

    /** Makes the shards' keys, or sees that they are there. Damage in one shard does not keep the others from work. */
    private static void openShards(RedisLink link, Keys keys) {
        List<Invocation> opens = keys.shards().stream()
                .map(shard -> Invocations.of(
                        Script.OPEN,
                        shard,
                        List.of(shard.layout(), shard.due(), shard.journal()),
                        List.of(Keys.bytes(LAYOUT), Request.number(keys.shards().size()))))
                .toList();
        for (Delivery delivery : link.runEach(opens)) {
            Answer answer = delivery.all().get(0);
            if (answer.outcome() == Answer.Outcome.DAMAGED) {
                log.error(
                        "books at {} under the prefix {} are damaged: {}",
                        link.config().server(),
                        link.config().prefix(),
                        answer.text(0));
            } else if (answer.outcome() == Answer.Outcome.CONFLICT) {
                throw new CreditStoreException(
                        Kind.UNAVAILABLE,
                        "the prefix " + link.config().prefix() + " was opened with layout " + answer.text(0) + " and "
                                + answer.text(1) + " shards, and not with layout " + LAYOUT + " and "
                                + link.config().shards() + "; give the same, or another prefix");
            }
        }
    }

    @Override
    public CreditStore creditStore() {
        return credits;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AccountAdministration accountAdministration() {
        return accounts;
    }

    @Override
    public BookInspection bookInspection() {
        return inspection;
    }

    @Override
    public void ping() {
        Ping.all(link);
    }

    @Override
    public void close() {
        link.close();
    }
}
