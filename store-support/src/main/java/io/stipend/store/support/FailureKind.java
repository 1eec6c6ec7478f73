package io.stipend.store.support;

import io.stipend.core.error.CreditStoreException;

/** What a driver's failure means. Each store has an enum of its own: servers fail in different ways. */
public interface FailureKind {

    /** What it is to the caller. */
    CreditStoreException.Kind kind();

    /**
     * What is wrong and the remedy, when the call was not done.
     *
     * @param server the server, as messages name it
     */
    String sentence(String server);

    /** What is wrong and the remedy, when nobody knows whether the call was done. */
    default String sentenceIfUnknown(String server, String reason) {
        return "the connection to " + server + " broke before it answered, and it cannot be asked now (" + reason
                + "); the same call, with the same operation id, is safe";
    }
}
