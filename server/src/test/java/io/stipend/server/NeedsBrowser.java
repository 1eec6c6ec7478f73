package io.stipend.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a test class only where there is a browser. In CI, where there must be one, the test fails without. */
final class NeedsBrowser implements ExecutionCondition {

    private static final String MISSING =
            "there is no chromium with its chromedriver; on Debian: apt-get install chromium" + " chromium-driver";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Browser.isInstalled()) {
            return ConditionEvaluationResult.enabled("there is a browser");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(MISSING);
        }
        if (context.getTestMethod().isEmpty()) {
            // Where Maven keeps what tests print from the console, this still reaches it.
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
                    .println("*** NOT RUN: all tests of " + context.getDisplayName() + ", the dashboard in a browser: "
                            + MISSING + " ***");
        }
        return ConditionEvaluationResult.disabled(MISSING);
    }
}
