package io.stipend.foresight.forecast;

import java.util.zip.CRC32C;

/** What tells records that are whole from those that are damaged: CRC-32C (RFC 3720, appendix B.4). */
final class Checksum {

    private Checksum() {}

    /** Of the first bytes of some. */
    static int of(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
