package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import java.util.ArrayList;
import java.util.List;

/** The {@code index.json} of an OCI layout that is written, or added to. */
final class LayoutIndex {
  static final String REFERENCE = "org.opencontainers.image.ref.name";
  static final String CONTAINERD_NAME = "io.containerd.image.name";

  private final DocumentBuilder document;
  private final List<DocumentBuilder> entries = new ArrayList<>();

  private LayoutIndex(DocumentBuilder document) {
    this.document = document;
  }

  /** The index of a new layout. */
  static LayoutIndex empty() {
    return new LayoutIndex(
        DocumentBuilder.empty().put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX));
  }

  /** A copy of {@code index}, with all that it says. */
  static LayoutIndex of(Document index) throws DocumentException {
    Manifests.checkIndex(index);
    LayoutIndex copy = new LayoutIndex(DocumentBuilder.of(index));
    for (Document entry : index.objects("manifests")) {
      copy.entries.add(DocumentBuilder.of(entry));
    }
    return copy;
  }

  /**
   * Adds an image: one entry for each name, as containerd and Docker write them, or one without a
   * name. Another image loses the name; the image's own entries without one give way to those with
   * one.
   */
  void add(WrittenImage image) {
    Descriptor descriptor = image.descriptor();
    String digest = descriptor.digest().toString();
    for (ImageReference name : image.names()) {
      entries.removeIf(entry -> isCalled(entry, name));
    }
    boolean present = entries.stream().anyMatch(entry -> entry.text("digest").equals(digest));
    if (image.names().isEmpty() && !present) {
      entries.add(descriptor.document());
    } else if (!image.names().isEmpty()) {
      entries.removeIf(entry -> entry.text("digest").equals(digest) && !entry.has("annotations"));
    }
    for (ImageReference name : image.names()) {
      entries.add(
          descriptor
              .withAnnotation(CONTAINERD_NAME, name.toString())
              .withAnnotation(REFERENCE, reference(name, digest))
              .document());
    }
  }

  /** The tag, as Docker writes it; the whole name where another image has that tag. */
  private String reference(ImageReference name, String digest) {
    boolean taken =
        entries.stream()
            .filter(entry -> entry.has("annotations") && !entry.text("digest").equals(digest))
            .anyMatch(entry -> entry.object("annotations").text(REFERENCE).equals(name.tag()));
    return taken ? name.familiar() : name.tag();
  }

  private static boolean isCalled(DocumentBuilder entry, ImageReference name) {
    if (!entry.has("annotations")) {
      return false;
    }
    DocumentBuilder annotations = entry.object("annotations");
    String called = name(annotations.text(CONTAINERD_NAME), annotations.text(REFERENCE));
    // What has no whole name is called by its tag, as other tools take it.
    return called.equals(name.tag())
        || !Reference.names(List.of(called)).isEmpty() && Reference.same(called, name.toString());
  }

  /**
   * What an entry is called. containerd writes the whole name, and into the other annotation its
   * tag. Where the two do not fit, a tool that knows the second only has set it.
   *
   * @param whole containerd's annotation, or the empty text
   * @param reference OCI's annotation, or the empty text
   */
  static String name(String whole, String reference) {
    boolean fits =
        reference.isEmpty() || whole.endsWith(":" + reference) || Reference.same(whole, reference);
    return whole.isEmpty() || !fits ? reference : whole;
  }

  byte[] bytes() {
    return document.putObjects("manifests", entries).bytes();
  }
}
