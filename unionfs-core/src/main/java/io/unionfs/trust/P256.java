package io.unionfs.trust;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;

/**
 * The curve P-256 (FIPS 186-4, D.1.2.3; SEC 2, secp256r1): what the JDK does not say of it. It
 * takes a point for a public key without asking whether it is on the curve, and does not tell the
 * public key that belongs to a private one.
 */
final class P256 {
  static final ECParameterSpec PARAMETERS = parameters();

  private static final EllipticCurve CURVE = PARAMETERS.getCurve();
  private static final BigInteger FIELD = ((ECFieldFp) CURVE.getField()).getP();

  private P256() {}

  private static ECParameterSpec parameters() {
    try {
      AlgorithmParameters named = AlgorithmParameters.getInstance("EC");
      named.init(new ECGenParameterSpec("secp256r1"));
      return named.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform lacks P-256", e);
    }
  }

  /** Whether a key's parameters are this curve's. */
  static boolean is(ECParameterSpec key) {
    return key != null
        && key.getCurve().equals(CURVE)
        && key.getGenerator().equals(PARAMETERS.getGenerator())
        && key.getOrder().equals(PARAMETERS.getOrder())
        && key.getCofactor() == PARAMETERS.getCofactor();
  }

  /** Whether {@code point} may be a public key: on the curve, and not at infinity. */
  static boolean isPublic(ECPoint point) {
    if (point.equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    if (!inField(x) || !inField(y)) {
      return false;
    }
    BigInteger right = x.pow(3).add(CURVE.getA().multiply(x)).add(CURVE.getB()).mod(FIELD);
    return y.multiply(y).mod(FIELD).equals(right);
  }

  private static boolean inField(BigInteger value) {
    return value.signum() >= 0 && value.compareTo(FIELD) < 0;
  }

  /** Whether {@code value} may be a private key, or a half of a signature. */
  static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(PARAMETERS.getOrder()) < 0;
  }

  /** The public key of a private one. */
  static ECPoint publicOf(BigInteger secret) {
    // Montgomery's ladder: the same steps for each bit, whatever it is.
    ECPoint zero = ECPoint.POINT_INFINITY;
    ECPoint one = PARAMETERS.getGenerator();
    for (int bit = PARAMETERS.getOrder().bitLength() - 1; bit >= 0; bit--) {
      ECPoint sum = add(zero, one);
      if (secret.testBit(bit)) {
        one = add(one, one);
        zero = sum;
      } else {
        zero = add(zero, zero);
        one = sum;
      }
    }
    return zero;
  }

  private static ECPoint add(ECPoint left, ECPoint right) {
    if (left.equals(ECPoint.POINT_INFINITY)) {
      return right;
    }
    if (right.equals(ECPoint.POINT_INFINITY)) {
      return left;
    }
    BigInteger x = left.getAffineX();
    BigInteger y = left.getAffineY();
    BigInteger slope;
    if (!x.equals(right.getAffineX())) {
      slope = y.subtract(right.getAffineY()).multiply(inverse(x.subtract(right.getAffineX())));
    } else if (y.equals(right.getAffineY()) && y.signum() != 0) {
      BigInteger above = x.multiply(x).multiply(BigInteger.valueOf(3)).add(CURVE.getA());
      slope = above.multiply(inverse(y.shiftLeft(1)));
    } else {
      return ECPoint.POINT_INFINITY;
    }
    BigInteger sumX = slope.multiply(slope).subtract(x).subtract(right.getAffineX()).mod(FIELD);
    BigInteger sumY = slope.multiply(x.subtract(sumX)).subtract(y).mod(FIELD);
    return new ECPoint(sumX, sumY);
  }

  private static BigInteger inverse(BigInteger value) {
    return value.mod(FIELD).modInverse(FIELD);
  }
}
