package io.unionfs.trust;

import io.unionfs.hub.ImageCheck;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.registry.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Lets an image be pulled only if it is signed with a key: for {@link
 * io.unionfs.hub.PullOptions#withCheck}. Where a name stands for images of several platforms, the
 * signature may be of the index that lists them, as cosign makes it. For one pull.
 */
public final class SignedPull implements ImageCheck {
  private static final int MAX_MANIFESTS = 1000;

  private final SignatureCheck check;
  private final String reference;
  private List<ImageSignature> accepted = List.of(); // guarded by this
  private SignatureReport report; // guarded by this

  /**
   * @param pulled the name that is pulled
   */
  public SignedPull(SignatureCheck check, ImageReference.Pinned pulled) {
    this.check = Objects.requireNonNull(check);
    this.reference = pulled.digest().map(Digest::toString).orElse(pulled.name().tag());
  }

  /**
   * Called before a layer is fetched.
   *
   * @throws TrustException if neither the manifest nor its index is signed so
   */
  @Override
  public synchronized void check(Repository repository, Manifest manifest) throws IOException {
    List<ImageSignature> found = Signatures.fetch(repository, manifest.digest());
    SignatureReport own = check.check(manifest.digest(), found);
    if (own.isSigned()) {
      accepted = kept(manifest.digest(), found);
      report = own;
      return;
    }
    Repository.Received top = repository.manifest(reference);
    Digest index = top.descriptor().digest();
    if (!index.equals(manifest.digest()) && lists(index, top.bytes(), manifest.digest())) {
      SignatureReport whole = check.check(index, Signatures.fetch(repository, index));
      if (whole.isSigned()) {
        accepted = List.of(); // they are of a document that the store does not keep
        report = whole;
        return;
      }
      throw refusal(repository, own, whole);
    }
    throw refusal(repository, own, own);
  }

  /** All of them, as far as a store can hold so much; else those that count. */
  private List<ImageSignature> kept(Digest manifest, List<ImageSignature> found) {
    try {
      SignatureFile.bytes(manifest, found);
      return found;
    } catch (TrustException e) {
      return found.stream()
          .filter(each -> check.check(manifest, List.of(each)).isSigned())
          .toList();
    }
  }

  private static TrustException refusal(
      Repository repository, SignatureReport own, SignatureReport whole) {
    // Of the two, what says more than that there is nothing.
    SignatureReport told = own.verdict() instanceof SignatureReport.Unsigned ? whole : own;
    return new TrustException(
        repository.host()
            + "/"
            + repository.path()
            + "@"
            + told.manifest()
            + ": not pulled: "
            + told.why());
  }

  /** Whether {@code json}, whose digest is {@code digest}, is an index with that manifest in it. */
  private static boolean lists(Digest digest, byte[] json, Digest manifest) throws IOException {
    Document index = Document.parse("index " + digest, json);
    index.checkCase("manifests", "layers", "config");
    if (!index.has("manifests") || index.has("layers") || index.has("config")) {
      return false;
    }
    List<Digest> listed = new ArrayList<>();
    for (Document each : index.objects("manifests").stream().limit(MAX_MANIFESTS).toList()) {
      listed.add(each.digest("digest"));
    }
    return listed.contains(manifest);
  }

  /** The signatures of the manifest that was pulled, to be kept with it; none if not of it. */
  public synchronized List<ImageSignature> accepted() {
    return accepted;
  }

  /** What was found of the image that was pulled; null before. */
  public synchronized SignatureReport report() {
    return report;
  }
}
