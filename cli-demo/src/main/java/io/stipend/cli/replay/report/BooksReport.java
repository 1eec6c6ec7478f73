package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;

import io.stipend.cli.replay.engine.Books;
import java.io.PrintWriter;
import java.util.Locale;

/** The books of a tenant, for people. */
public final class BooksReport {

    private BooksReport() {}

    /**
     * Writes the report.
     *
     * @param open how many reservations users have open
     */
    public static void write(String tenant, Books books, long open, PrintWriter out) {
        out.print("Books of tenant " + tenant + "\n");
        if (books.accounts() == 0 && books.balanced()) {
            out.print("  no user has an account there; is the name right?\n");
            return;
        }
        row(out, "accounts", count(books.accounts()), "");
        row(out, "allowance", credits(books.allowance()), "");
        row(out, "available", credits(books.available()), "");
        row(out, "reserved", credits(books.reserved()), open == 0 ? "" : remark(open));
        row(out, "spent", credits(books.spent()), "");
        row(out, "debt", credits(books.debt()), "");
        out.print('\n');
        if (books.balanced()) {
            out.print(
                    open == 0
                            ? "  BALANCED  nothing is open, and nothing is reserved on any account\n"
                            : "  BALANCED  on every account as much is reserved as its open reservations hold\n");
        } else {
            out.print("  NOT BALANCED\n");
            books.findings().forEach(finding -> out.print("  " + finding + '\n'));
        }
    }

    private static String remark(long open) {
        return "by " + count(open, "reservation") + "; what nobody settles comes back when its lease has run out";
    }

    private static void row(PrintWriter out, String name, String value, String remark) {
        out.print(String.format(Locale.ROOT, "  %-10s %24s   %s", name, value, remark)
                        .stripTrailing()
                + '\n');
    }
}
