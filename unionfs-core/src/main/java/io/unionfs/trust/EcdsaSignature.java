package io.unionfs.trust;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The two numbers of an ECDSA signature on P-256 in DER (RFC 3279, 2.2.3), read strictly: of one
 * signature there is one form, and zero, on which faulty verifiers agreed with everything
 * (CVE-2022-21449), is none.
 */
record EcdsaSignature(BigInteger r, BigInteger s) {
  /** The longest: two numbers of 33 bytes, with two bytes before each and before all. */
  static final int MAX_BYTES = 72;

  /** Reads it; null if it is none. */
  static EcdsaSignature parse(byte[] der) {
    if (der.length < 8 || der.length > MAX_BYTES || der[0] != 0x30 || der[1] != der.length - 2) {
      return null;
    }
    int second = 4 + der[3];
    BigInteger r = integer(der, 2, der.length);
    BigInteger s = r == null ? null : integer(der, second, der.length);
    boolean whole = s != null && second + 2 + der[second + 1] == der.length;
    return whole && P256.isScalar(r) && P256.isScalar(s) ? new EcdsaSignature(r, s) : null;
  }

  private static BigInteger integer(byte[] der, int at, int end) {
    if (at + 2 >= end || der[at] != 0x02) {
      return null;
    }
    int length = der[at + 1];
    if (length < 1 || at + 2 + length > end) {
      return null;
    }
    boolean padded = length > 1 && der[at + 2] == 0 && der[at + 3] >= 0;
    return padded ? null : new BigInteger(Arrays.copyOfRange(der, at + 2, at + 2 + length));
  }
}
