package io.stipend.pools;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import java.util.List;

/**
 * The terms of a path's accounts that callers sent last, for the calls that the node makes on its own account.
 *
 * <p>Thread safe without a lock: one volatile reference to what is immutable. Of two callers with different terms, either is the last.
 */
final class PathTerms {

    private record Sent(List<AccountTerms> terms, boolean limitsOccupied) {}

    private volatile Sent sent = new Sent(List.of(), false);

    /** A caller sent these; says whether another sent others before. */
    @SuppressWarnings("ReferenceEquality") // Policies mostly give the very same objects.
    boolean note(List<AccountTerms> current) {
        List<AccountTerms> before = sent.terms();
        if (before == current || before.equals(current)) {
            return false;
        }
        sent = new Sent(List.copyOf(current), current.stream().anyMatch(PathTerms::limitsOccupied));
        return !before.isEmpty();
    }

    private static boolean limitsOccupied(AccountTerms terms) {
        return terms.limits().get(Resource.MEMORY) != Limits.UNLIMITED
                || terms.limits().get(Resource.SLOTS) != Limits.UNLIMITED;
    }

    /** One for each account of the path, in its order; empty until a caller has sent some. */
    List<AccountTerms> latest() {
        return sent.terms();
    }

    /** Whether they limit slots or memory, which are not reserved from blocks. */
    boolean limitOccupied() {
        return sent.limitsOccupied();
    }
}
