package io.stipend.cli.replay;

import io.stipend.cli.replay.report.ReplayReport;

/**
 * What a replay ended with.
 *
 * @param report what it found
 * @param backlog how many journal entries still wait to be published
 * @param deadLetters how many events were rejected by their publisher
 */
record ReplayResult(ReplayReport report, long backlog, long deadLetters) {}
