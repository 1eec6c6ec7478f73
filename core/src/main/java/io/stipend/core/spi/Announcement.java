package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.OperationId;

/**
 * What is announced about an account by {@link AccountCommand.Announce}: an entry of its journal that changes no sum, and is published
 * as an event of its own. Immutable.
 */
public sealed interface Announcement permits AccountOutlook, MemberStarvation {

    /**
     * What it is about. Of the announcements about one topic of an account the latest is kept, and each names the one that it follows.
     * Stores keep it as the id of an operation.
     */
    OperationId topic();

    /** As a sentence of at most {@link AccountCommand#MAX_REASON_BYTES} bytes, from which {@link #parse} reads it. */
    String text();

    /**
     * Reads one from its text.
     *
     * @throws InvalidRequestException if it is none
     */
    static Announcement parse(String text) {
        return text.startsWith(MemberStarvation.TEXT_BEGINS)
                ? MemberStarvation.parse(text)
                : AccountOutlook.parse(text);
    }
}
