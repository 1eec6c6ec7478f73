package io.stipend.cli.replay;

import io.stipend.cli.replay.engine.Books;
import io.stipend.cli.replay.report.PoolReport;
import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;

/**
 * With which status a replay ends; says what is wrong with it.
 *
 * @param err where that is said
 */
record ReplayStatus(PrintWriter err) {

    /** Of a replay. */
    int of(ReplayResult result) {
        Books books = result.report().books();
        int status = ExitCode.OK;
        if (!result.report().outcome().complete()) {
            sayInterrupted();
            status = ExitCode.SOFTWARE;
        }
        if (!books.balanced()) {
            err.println("stipend replay: THE BOOKS DO NOT BALANCE; this is a defect, please report it:");
            books.findings().forEach(finding -> err.println("  " + finding));
            status = ExitCode.SOFTWARE;
        }
        if (result.backlog() > 0 || result.deadLetters() > 0) {
            err.println("stipend replay: not all events were published: " + result.backlog() + " journal entries wait, "
                    + result.deadLetters() + " events were rejected");
            status = ExitCode.SOFTWARE;
        }
        err.flush();
        return status;
    }

    /** Of a replay on nodes that share a pool. */
    int of(PoolReport report) {
        if (!report.isComplete()) {
            sayInterrupted();
        }
        if (!report.isSound()) {
            err.println(
                    "stipend replay: the pool was overshot, or its books do not balance; this is a defect, please report it");
        }
        err.flush();
        return report.isComplete() && report.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void sayInterrupted() {
        err.println("stipend replay: interrupted; the report covers what had run until then");
    }
}
