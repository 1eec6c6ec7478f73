package io.stipend.pools;

import io.stipend.core.error.StipendException;

/** A record of settlements that cannot be used: of another node or store, of another format, in use, or on a disk that fails. */
public final class SettlementRecordException extends StipendException {

    private static final long serialVersionUID = 1L;

    SettlementRecordException(String message) {
        super(message);
    }

    SettlementRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
