package io.unionfs.trust;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import io.unionfs.trust.SignatureReport.Reason;
import io.unionfs.trust.SignatureReport.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Tells whether an image's manifest was signed with a key, and under the name it is known by. Of
 * several signatures one is enough. Immutable, safe for use by many threads.
 */
public final class SignatureCheck {
  private final VerifyingKey key;
  private final SignedName expected;

  /** Under which name an image must have been signed. */
  public sealed interface SignedName {
    /** Under one of {@code names}; tags count where the signature has one. */
    record OneOf(List<ImageReference> names) implements SignedName {
      public OneOf {
        names = List.copyOf(names);
      }

      @Override
      public String toString() {
        return names.isEmpty()
            ? "an image without a name"
            : String.join(", ", names.stream().map(ImageReference::repository).distinct().toList());
      }
    }

    /** In the repository of {@code name}, whatever the tag: for what is named by digest. */
    record InRepository(ImageReference name) implements SignedName {
      @Override
      public String toString() {
        return name.repository();
      }
    }

    /** Under whichever, as cosign has it. */
    record Any() implements SignedName {}

    /** One of {@code names}. */
    static SignedName oneOf(Collection<ImageReference> names) {
      return new OneOf(List.copyOf(names));
    }
  }

  public SignatureCheck(VerifyingKey key, SignedName expected) {
    this.key = Objects.requireNonNull(key);
    this.expected = Objects.requireNonNull(expected);
  }

  /** The key. */
  public VerifyingKey key() {
    return key;
  }

  /** Checks what {@code signatures} say of {@code manifest}; each is looked at. */
  public SignatureReport check(Digest manifest, List<ImageSignature> signatures) {
    List<Refusal> refusals = new ArrayList<>();
    SignatureReport.Signed signed = null;
    for (ImageSignature each : signatures) {
      Object result = examine(manifest, each);
      if (result instanceof Refusal refusal) {
        refusals.add(refusal);
      } else if (signed == null) {
        signed = (SignatureReport.Signed) result;
      }
    }
    return new SignatureReport(
        manifest,
        key.fingerprint(),
        signed != null
            ? signed
            : refusals.isEmpty() ? new SignatureReport.Unsigned() : new SignatureReport.Refused(),
        refusals);
  }

  private Object examine(Digest manifest, ImageSignature signature) {
    byte[] bytes = decoded(signature.signature());
    if (bytes == null || !key.isWellFormed(bytes)) {
      return refusal(
          signature, Reason.MALFORMED, "it is no signature of a " + key.scheme() + " key");
    }
    byte[] payload = signature.payload();
    if (!key.verifies(payload, bytes)) {
      return refusal(signature, Reason.OTHER_KEY, "another key made it, or it was changed");
    }
    SignedPayload said;
    try {
      said = SignedPayload.parse(payload);
    } catch (IOException e) {
      return refusal(
          signature, Reason.OTHER_DOCUMENT, "what is signed is no image: " + e.getMessage());
    }
    if (!said.manifest().equals(manifest)) {
      return refusal(
          signature,
          Reason.OTHER_IMAGE,
          "it is the signature of another image, " + said.manifest());
    }
    if (!isExpected(said)) {
      return refusal(
          signature,
          Reason.OTHER_NAME,
          "it was signed as \"" + Names.display(said.reference()) + "\", not as " + expected);
    }
    return new SignatureReport.Signed(said.reference(), signature.payloadDigest());
  }

  private boolean isExpected(SignedPayload said) {
    if (expected instanceof SignedName.OneOf names) {
      return names.names().stream().anyMatch(said::names);
    }
    return !(expected instanceof SignedName.InRepository repository)
        || said.isIn(repository.name());
  }

  private static byte[] decoded(String text) {
    try {
      // Go's decoder passes over line ends, and so does cosign; it wants all of the padding.
      String plain = text.replaceAll("[\r\n]", "");
      return plain.length() % 4 == 0 ? Base64.getDecoder().decode(plain) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Refusal refusal(ImageSignature signature, Reason reason, String message) {
    return new Refusal(signature.payloadDigest(), reason, message);
  }
}
