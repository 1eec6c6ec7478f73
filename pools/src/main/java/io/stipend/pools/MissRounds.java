package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.check.Checks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Callers whose reserves do not fit into a block wait together: one of them extends it by the sum, and while that call is under way, the next
 * ones gather for the next. After a refusal, callers are refused for a moment without asking the store again. Thread safe.
 */
final class MissRounds {

    /** After so many rounds in which others were quicker, a caller goes to the store. */
    static final int MAX_ROUNDS = 3;

    /** So that a node that is out of budget makes less than 20 calls a second, with its reports and looks. */
    private static final long REFUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(55);

    /**
     * What callers of one round need.
     *
     * @param sum all together
     * @param least the smallest of each resource
     */
    record Needs(ResourceVector sum, ResourceVector least) {}

    /** Extends the block by what is needed; says why that is too little, or null. */
    @FunctionalInterface
    interface Extender {

        /**
         * Extends it. Blocks like the store.
         *
         * @param needs ends the round: asked for once no other call is under way, so that callers gather until then
         */
        @Nullable
        Insufficient extend(Supplier<Needs> needs);
    }

    private final PoolTimer timer;
    private final Extender extender;

    /** Never held around a call of the store. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Round gathering;
    private @Nullable Insufficient refusal;
    private long refusedAtNanos;

    MissRounds(PoolTimer timer, Extender extender) {
        this.timer = timer;
        this.extender = extender;
    }

    private static final class Round {
        private final CompletableFuture<@Nullable Insufficient> answer = new CompletableFuture<>();
        private final long[] sum = new long[Resource.count()];
        private ResourceVector least = ResourceVector.ZERO;

        void add(ResourceVector need) {
            least = least.isZero() ? need : least.atMost(need);
            need.addTo(sum, 0);
        }

        Needs needs() {
            return new Needs(
                    ResourceVector.map(resource -> Math.min(Checks.MAX_AMOUNT, sum[resource.ordinal()])), least);
        }
    }

    /**
     * Waits for a round. Blocks like the store.
     *
     * @return why there is too little; null if there may be enough now
     * @throws CreditStoreException if the store did not answer
     */
    @Nullable
    Insufficient await(ResourceVector need) {
        Round round;
        boolean leads;
        lock.lock();
        try {
            Insufficient recent = refusal;
            if (recent != null && timer.nanoTime() - refusedAtNanos < REFUSE_NANOS) {
                return forNeed(recent, need);
            }
            Round joined = gathering;
            leads = joined == null;
            round = joined == null ? new Round() : joined;
            gathering = round;
            round.add(need);
        } finally {
            lock.unlock();
        }
        if (leads) {
            lead(round);
        }
        try {
            Insufficient answer = round.answer.join();
            return answer == null ? null : forNeed(answer, need);
        } catch (CompletionException e) {
            if (e.getCause() instanceof CreditStoreException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static Insufficient forNeed(Insufficient lack, ResourceVector need) {
        long needed = need.get(lack.resource());
        return needed == 0
                ? lack
                : new Insufficient(lack.account(), lack.resource(), needed, Math.min(lack.available(), needed - 1));
    }

    private Needs ended(Round round) {
        lock.lock();
        try {
            if (gathering == round) {
                gathering = null;
            }
            return round.needs();
        } finally {
            lock.unlock();
        }
    }

    private void lead(Round round) {
        try {
            Insufficient answer = extender.extend(() -> ended(round));
            Needs unused = ended(round);
            lock.lock();
            try {
                refusal = answer;
                refusedAtNanos = timer.nanoTime();
            } finally {
                lock.unlock();
            }
            round.answer.complete(answer);
        } catch (RuntimeException e) {
            Needs unused = ended(round);
            round.answer.completeExceptionally(e);
        }
    }
}
