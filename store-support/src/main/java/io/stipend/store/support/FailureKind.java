package io.stipend.store.support;

import io.stipend.core.spi.CreditStoreException;

/** What a driver's failure means. Each store has its own enum, because servers fail in different ways. */
public interface FailureKind {

    /** The kind that the caller gets. */
    CreditStoreException.Kind kind();

    /**
     * What is wrong, and the remedy, if the call was not done.
     *
     * @param server the server, as messages name it
     */
    String sentence(String server);

    /** What is wrong, and the remedy, if nobody knows whether the call was done. */
    default String sentenceIfUnknown(String server, String reason) {
        return "the connection to " + server + " broke before it answered, and it cannot be asked now (" + reason
                + "); the same call, with the same operation id, is safe";
    }
}
