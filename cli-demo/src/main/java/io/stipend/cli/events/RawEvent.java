package io.stipend.cli.events;

import org.apache.kafka.common.header.Headers;

/**
 * One record, as it was found.
 *
 * @param where names it in a complaint
 * @param headers what CloudEvents calls the transport's headers
 * @param value the event, or its data
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and too many to copy
public record RawEvent(String where, Headers headers, byte[] value) {}
