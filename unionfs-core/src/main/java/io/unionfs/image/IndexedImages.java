package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images that an index names, itself or through others, wherever the documents are. */
final class IndexedImages {
  private static final String BUILDKIT_TYPE = "vnd.docker.reference.type";

  // Real ones have one level below index.json, and a few dozen platforms.
  private static final int MAX_DEPTH = 4;
  private static final int MAX_INDEXES = 64;
  private static final int MAX_IMAGES = 512;

  private final Source source;
  private final Map<Digest, Candidate> candidates = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();
  private int indexes;

  private IndexedImages(Source source) {
    this.source = source;
  }

  /** Where the documents are. */
  interface Source {
    /** The bytes of a document, checked by size and digest. */
    byte[] document(Descriptor descriptor, String what) throws IOException;

    /** How messages call that document. */
    String where(Descriptor descriptor, String what);

    /** Whether that document is there. */
    boolean has(Digest digest);

    /** Reads the image with that manifest. */
    ImageParts read(Descriptor manifest) throws IOException;

    /** The fault {@code what} of the whole. */
    ImageException fault(String what);
  }

  /** The images in {@code index}, in its order. */
  static List<Candidate> of(Document index, Source source) throws IOException {
    IndexedImages images = new IndexedImages(source);
    images.readIndex(index, "", List.of(), 1);
    if (images.candidates.isEmpty() && !images.refused.isEmpty()) {
      throw source.fault("holds no image, but " + images.refused.get(0));
    }
    return List.copyOf(images.candidates.values());
  }

  /** Reads the manifest that {@code descriptor} names. */
  static Manifest manifest(Descriptor descriptor, Source source) throws IOException {
    byte[] bytes = source.document(descriptor, "manifest");
    String where = source.where(descriptor, "manifest");
    return Manifest.read(where, bytes, descriptor.digest(), descriptor.mediaType());
  }

  /** Reads the config of {@code manifest}, which fits it. */
  static ImageConfig config(Descriptor descriptor, Manifest manifest, Source source)
      throws IOException {
    byte[] json = source.document(manifest.config(), "config");
    ImageConfig config = ImageConfig.of(source.where(manifest.config(), "config"), json);
    String where = source.where(descriptor, "manifest");
    ImageParts.checkLayerCount(where, manifest.layers().size(), config);
    return config;
  }

  /**
   * Reads an index.
   *
   * @param group what the images in it have in common; the empty text for the outermost
   */
  private void readIndex(Document index, String group, List<String> names, int depth)
      throws IOException {
    if (depth > MAX_DEPTH || ++indexes > MAX_INDEXES) {
      throw index.fault(
          "is one of too many indexes; "
              + MAX_INDEXES
              + " are read, and "
              + MAX_DEPTH
              + " inside one another");
    }
    Manifests.checkIndex(index);
    for (Document item : index.objects("manifests")) {
      Descriptor descriptor = Descriptor.of(item);
      List<String> all = new ArrayList<>(names);
      all.addAll(names(descriptor));
      switch (descriptor.type()) {
        case INDEX -> readNested(descriptor, group, all, depth);
        case MANIFEST -> addImage(descriptor, group, all);
        case SCHEMA1 ->
            refused.add(
                "a manifest of Docker's schema 1, which is no longer supported: pull and save the"
                    + " image anew with current tools");
        default ->
            refused.add("a manifest of the type \"" + Names.display(descriptor.mediaType()) + "\"");
      }
    }
  }

  private void readNested(Descriptor descriptor, String group, List<String> names, int depth)
      throws IOException {
    byte[] bytes = source.document(descriptor, "index");
    Document index = Document.parse(source.where(descriptor, "index"), bytes);
    Manifests.checkMediaType(index, descriptor.mediaType());
    String inner = group.isEmpty() ? descriptor.digest().toString() : group;
    readIndex(index, inner, names, depth + 1);
  }

  private void addImage(Descriptor descriptor, String group, List<String> names)
      throws IOException {
    if (descriptor.annotations().containsKey(BUILDKIT_TYPE)) {
      return; // an attestation: no image, but about one
    }
    Candidate candidate = candidates.get(descriptor.digest());
    if (candidate == null) {
      if (candidates.size() == MAX_IMAGES) {
        throw source.fault("holds more than " + MAX_IMAGES + " images");
      }
      candidate =
          new Candidate(
              descriptor.digest().toString(),
              descriptor.platform(),
              source.has(descriptor.digest()),
              () -> source.read(descriptor));
      candidates.put(descriptor.digest(), candidate);
    }
    candidate.addNames(names);
    candidate.addGroup(group.isEmpty() ? group(descriptor, names) : group);
  }

  /** In index.json, what has one name, or none but a platform, is one image. */
  private static String group(Descriptor descriptor, List<String> names) {
    if (!names.isEmpty()) {
      return "called " + names;
    }
    return descriptor.platform().isPresent() ? "platforms" : descriptor.digest().toString();
  }

  private static List<String> names(Descriptor descriptor) {
    String whole = descriptor.annotations().getOrDefault(LayoutIndex.CONTAINERD_NAME, "");
    String reference = descriptor.annotations().getOrDefault(LayoutIndex.REFERENCE, "");
    String name = LayoutIndex.name(whole, reference);
    return name.isEmpty() ? List.of() : List.of(Reference.familiar(name));
  }
}
