package io.unionfs.trust;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.util.List;

/**
 * What {@link SignatureCheck} found.
 *
 * @param manifest the manifest
 * @param key the fingerprint of the key it was asked for
 * @param verdict whether it is signed
 * @param refusals the signatures that do not count, and why
 */
public record SignatureReport(
    Digest manifest, Digest key, Verdict verdict, List<Refusal> refusals) {
  public SignatureReport {
    refusals = List.copyOf(refusals);
  }

  /** Whether the image is signed with the key. */
  public sealed interface Verdict {}

  /**
   * It is.
   *
   * @param reference the name that was signed
   * @param payload the payload's digest
   */
  public record Signed(String reference, Digest payload) implements Verdict {}

  /** There are signatures, but none that counts. */
  public record Refused() implements Verdict {}

  /** There is no signature at all. */
  public record Unsigned() implements Verdict {}

  /** Why a signature does not count. */
  public enum Reason {
    /** It is not base64, is cut off or too long, or has numbers that no signature has. */
    MALFORMED,
    /** Another key made it, or payload or signature were changed. */
    OTHER_KEY,
    /** The key signed something that is no image. */
    OTHER_DOCUMENT,
    /** The key signed another image. */
    OTHER_IMAGE,
    /** The key signed the image under another name. */
    OTHER_NAME
  }

  /**
   * A signature that does not count.
   *
   * @param payload the payload's digest
   * @param message why, in one line
   */
  public record Refusal(Digest payload, Reason reason, String message) {}

  /** Whether the image is signed. */
  public boolean isSigned() {
    return verdict instanceof Signed;
  }

  /** The verdict in one line. */
  public String line() {
    if (verdict instanceof Signed signed) {
      return manifest
          + " is signed with the key "
          + key
          + " as \""
          + Names.display(signed.reference())
          + "\"";
    }
    return manifest + " is not signed with this key: " + why();
  }

  /** Why it is not signed; the empty text if it is. */
  public String why() {
    if (verdict instanceof Signed) {
      return "";
    }
    if (refusals.isEmpty()) {
      return "no signature of it was found";
    }
    String others =
        refusals.size() == 1 ? "" : " (and " + (refusals.size() - 1) + " more that do not count)";
    return refusals.get(0).message() + others;
  }
}
