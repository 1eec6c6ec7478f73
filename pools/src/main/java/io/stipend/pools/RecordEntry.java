package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** An entry of the record of settlements. Paths have numbers, which {@link Path} gives them. Amounts are of consumable resources. */
sealed interface RecordEntry {

    /** The number of the path. */
    int path();

    /**
     * A path, and what of its local account is booked.
     *
     * @param terms what callers said of its accounts
     * @param booked what was spent on it before, and is booked
     */
    record Path(int path, AccountPath accounts, List<AccountTerms> terms, ResourceVector booked)
            implements RecordEntry {}

    /** A block, or a bill, that is about to be asked for; so much was spent before it, and is booked with others. */
    record Opened(int path, ReservationId id, ResourceVector booked) implements RecordEntry {}

    /** A settlement: what it charged, in place of what was charged for it before. */
    record Settled(int path, ResourceVector charged, ResourceVector before) implements RecordEntry {}

    /** All that was ever spent on the path's local account. */
    record Counted(int path, ResourceVector spent) implements RecordEntry {}

    /** So much of what was ever spent is booked. */
    record Booked(int path, ResourceVector booked) implements RecordEntry {}

    /** Nobody uses the path any more. */
    record Forgotten(int path) implements RecordEntry {}

    /** The entry in bytes. */
    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try {
            write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        if (this instanceof Path entry) {
            begin(out, 'P');
            writePath(out, entry);
        } else if (this instanceof Opened entry) {
            begin(out, 'O');
            out.writeUTF(entry.id.tenant());
            out.writeUTF(entry.id.value());
            write(out, entry.booked);
        } else if (this instanceof Settled entry) {
            begin(out, 'S');
            write(out, entry.charged);
            write(out, entry.before);
        } else if (this instanceof Counted entry) {
            begin(out, 'C');
            write(out, entry.spent);
        } else if (this instanceof Booked entry) {
            begin(out, 'B');
            write(out, entry.booked);
        } else {
            begin(out, 'F');
        }
    }

    private void begin(DataOutputStream out, char kind) throws IOException {
        out.writeByte(kind);
        out.writeInt(path());
    }

    private static void writePath(DataOutputStream out, Path entry) throws IOException {
        out.writeByte(entry.accounts.accounts().size());
        for (AccountId account : entry.accounts.accounts()) {
            out.writeUTF(account.tenant());
            out.writeUTF(account.toString());
        }
        out.writeByte(entry.terms.size());
        for (AccountTerms terms : entry.terms) {
            for (Resource resource : Resource.values()) {
                out.writeLong(terms.limits().get(resource));
                out.writeLong(terms.overdraft().get(resource));
            }
            out.writeInt(terms.period().code());
            out.writeUTF(terms.period().zone().getId());
        }
        write(out, entry.booked);
    }

    private static void write(DataOutputStream out, ResourceVector amounts) throws IOException {
        out.writeLong(amounts.credits());
        out.writeLong(amounts.tokens());
        out.writeLong(amounts.apiCalls());
        out.writeLong(amounts.computeTime());
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is none
     */
    static RecordEntry read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        int path = in.readInt();
        return switch (kind) {
            case 'P' -> readPath(in, path);
            case 'O' -> new Opened(path, new ReservationId(in.readUTF(), in.readUTF()), readAmounts(in));
            case 'S' -> new Settled(path, readAmounts(in), readAmounts(in));
            case 'C' -> new Counted(path, readAmounts(in));
            case 'B' -> new Booked(path, readAmounts(in));
            case 'F' -> new Forgotten(path);
            default -> throw new IOException("no entry is of kind " + kind);
        };
    }

    private static Path readPath(DataInputStream in, int path) throws IOException {
        List<AccountId> accounts = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            accounts.add(AccountId.parse(in.readUTF(), in.readUTF()));
        }
        List<AccountTerms> terms = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            Limits limits = Limits.NONE;
            ResourceVector overdraft = ResourceVector.ZERO;
            for (Resource resource : Resource.values()) {
                long limit = in.readLong();
                limits = limit == Limits.UNLIMITED ? limits : limits.with(resource, limit);
                overdraft = overdraft.plus(ResourceVector.of(resource, in.readLong()));
            }
            terms.add(new AccountTerms(limits, overdraft, LimitPeriod.ofCode(in.readInt(), ZoneId.of(in.readUTF()))));
        }
        return new Path(path, AccountPath.of(accounts), terms, readAmounts(in));
    }

    private static ResourceVector readAmounts(DataInputStream in) throws IOException {
        return ResourceVector.of(in.readLong(), in.readLong(), in.readLong(), in.readLong(), 0, 0);
    }
}
