package io.stipend.testkit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a store opened for each test, and a tenant of the test's own in it. */
public abstract class StoreContract {

    private @Nullable StoreFixture fixture;

    /** Opens the store under test, or a view on one that all tests share. Called before each test. */
    protected abstract StoreHarness openStore();

    @BeforeEach
    void openScene() {
        fixture = new StoreFixture(openStore());
    }

    /** Whether the books must balance when a test has ended: not where it damages them. */
    boolean leavesBooksBalanced() {
        return true;
    }

    /** Every test ends with an audit: whatever it did, the books must balance. */
    @AfterEach
    void auditAndClose() {
        StoreFixture present = fixture();
        try {
            if (leavesBooksBalanced()) {
                Books.audit(present);
            }
        } finally {
            present.harness().close();
        }
    }

    final StoreFixture fixture() {
        if (fixture == null) {
            throw new IllegalStateException("no store is open outside of a test");
        }
        return fixture;
    }
}
