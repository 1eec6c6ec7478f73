package io.stipend.core.spi;

/**
 * What one pass of {@link CreditStore#expireDue} did.
 *
 * @param expired how many reservations it closed
 * @param failed how many were due and could not be closed; they do not stop the others
 * @param bookedUnits the credits booked for them in all, in units of 0.00000001: what had been tracked on each, or
 *     was held
 * @param more whether more may be due at once
 */
public record ExpiryResult(int expired, int failed, long bookedUnits, boolean more) {}
