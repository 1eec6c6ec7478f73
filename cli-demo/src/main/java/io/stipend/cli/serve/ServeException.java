package io.stipend.cli.serve;

import io.stipend.core.error.StipendException;

/** The service cannot run as it is configured. */
final class ServeException extends StipendException {

    private static final long serialVersionUID = 1L;

    ServeException(String message) {
        super(message);
    }
}
