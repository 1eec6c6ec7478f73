package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;
import static io.stipend.cli.text.Format.credits;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.text.TextPage;
import java.io.PrintWriter;

/** The books of a tenant, for people. */
public final class BooksReport {

    private BooksReport() {}

    /**
     * Writes the report.
     *
     * @param open how many reservations users have open
     */
    public static void write(String tenant, Books books, long open, PrintWriter out) {
        TextPage page = new TextPage(out);
        page.line("Books of tenant %s", tenant);
        if (books.accounts() == 0 && books.balanced()) {
            page.line("  no user has an account there; is the name right?");
            return;
        }
        writeSums(books, open == 0 ? "" : remark(open), "", page);
        page.line("");
        if (books.balanced()) {
            page.line(
                    open == 0
                            ? "  BALANCED  nothing is open, and nothing is reserved on any account"
                            : "  BALANCED  on every account as much is reserved as its open reservations hold");
        } else {
            page.line("  NOT BALANCED");
            books.findings().forEach(finding -> page.line("  %s", finding));
        }
    }

    static void writeSums(Books books, String onReserved, String onDebt, TextPage page) {
        page.row("accounts", count(books.accounts()), "");
        page.row("allowance", credits(books.allowance()), "");
        page.row("available", credits(books.available()), "");
        page.row("reserved", credits(books.reserved()), onReserved);
        page.row("spent", credits(books.spent()), "");
        page.row("debt", credits(books.debt()), onDebt);
    }

    private static String remark(long open) {
        return "by " + count(open, "reservation") + "; unsettled, it returns when its lease has run out";
    }
}
