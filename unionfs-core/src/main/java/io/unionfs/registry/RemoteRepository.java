package io.unionfs.registry;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.registry.RegistryException.Kind;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A repository behind HTTP. */
final class RemoteRepository implements Repository {
  private final Requests requests;
  private final String path;
  private final ManifestCalls manifests;
  private final Referrers referrers;

  RemoteRepository(Requests requests, String path) {
    this.requests = requests;
    this.path = path;
    this.manifests = new ManifestCalls(requests, path);
    this.referrers = new Referrers(requests, path, manifests);
  }

  @Override
  public String host() {
    return requests.endpoint().name();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Received manifest(String reference) throws IOException {
    return requests.discreetly(() -> manifests.get(reference));
  }

  @Override
  public Optional<Descriptor> find(String reference) throws IOException {
    return requests.discreetly(() -> manifests.find(reference));
  }

  @Override
  public Digest putManifest(String reference, byte[] bytes, String mediaType) throws IOException {
    return requests.discreetly(() -> referrers.put(reference, bytes, mediaType));
  }

  @Override
  public boolean hasBlob(Digest blob) throws IOException {
    return requests.discreetly(() -> BlobUpload.isThere(requests, path, blob));
  }

  @Override
  public long fetch(Descriptor blob, Path file, ProgressListener progress) throws IOException {
    return requests.discreetly(() -> new BlobDownload(requests, path, blob, progress).toFile(file));
  }

  @Override
  public byte[] fetch(Descriptor blob, int limit) throws IOException {
    if (blob.size() > limit) {
      String what = blob.digest() + ": is of " + blob.size() + " bytes; at most " + limit;
      throw new RegistryException(Kind.INVALID, host() + ": blob " + what + " are read", null);
    }
    return requests.discreetly(
        () -> new BlobDownload(requests, path, blob, ProgressListener.NONE).toBytes());
  }

  @Override
  public Pushed push(
      Descriptor blob, Content content, List<String> mountFrom, ProgressListener progress)
      throws IOException {
    return requests.discreetly(
        () -> new BlobUpload(requests, path, blob, progress).push(content, mountFrom));
  }

  @Override
  public List<Descriptor> referrers(Digest subject, String artifactType) throws IOException {
    return requests.discreetly(() -> referrers.of(subject, artifactType));
  }

  @Override
  public List<String> tags() throws IOException {
    return requests.discreetly(() -> new Pages(requests, path).tags());
  }

  @Override
  public String toString() {
    return host() + "/" + path;
  }
}
