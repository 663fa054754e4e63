package io.unionfs.trust;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The file of a store that holds the signatures of one manifest. */
final class SignatureFile {
  private static final int VERSION = 1;

  /** How many signatures an image may have. */
  static final int MAX_SIGNATURES = 64;

  private SignatureFile() {}

  /** As bytes; the same signatures give the same ones. */
  static byte[] bytes(Digest manifest, List<ImageSignature> signatures) throws TrustException {
    if (signatures.size() > MAX_SIGNATURES) {
      throw new TrustException(
          manifest + ": has " + signatures.size() + " signatures, more than " + MAX_SIGNATURES);
    }
    List<DocumentBuilder> list = new ArrayList<>();
    for (ImageSignature each : signatures) {
      DocumentBuilder document =
          DocumentBuilder.empty()
              .put("payload", Base64.getEncoder().encodeToString(each.payload()))
              .put("signature", each.signature());
      if (!each.annotations().isEmpty()) {
        document.putTextMap("annotations", each.annotations());
      }
      list.add(document);
    }
    byte[] bytes =
        DocumentBuilder.empty()
            .put("version", VERSION)
            .put("manifest", manifest.toString())
            .putObjects("signatures", list)
            .bytes();
    if (bytes.length > Document.MAX_BYTES) {
      throw new TrustException(
          manifest + ": its signatures take more than " + Document.MAX_BYTES + " bytes");
    }
    return bytes;
  }

  /**
   * Reads it; no signatures if there is no file.
   *
   * @throws TrustException if it is none, or speaks of another manifest
   */
  static List<ImageSignature> read(Path file, Digest manifest) throws IOException {
    byte[] bytes;
    try {
      bytes = readAll(file);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    try {
      Document document = Document.parse(file.toString(), bytes);
      if (document.number("version") != VERSION) {
        throw document.fault("is of a version that this program does not know");
      }
      if (!document.digest("manifest").equals(manifest)) {
        throw document.fault("speaks of another manifest, " + document.digest("manifest"));
      }
      List<Document> list = document.objects("signatures");
      if (list.size() > MAX_SIGNATURES) {
        throw document.fault("lists more than " + MAX_SIGNATURES + " signatures");
      }
      List<ImageSignature> signatures = new ArrayList<>();
      for (Document each : list) {
        byte[] payload = Base64.getDecoder().decode(each.text("payload"));
        signatures.add(
            ImageSignature.received(payload, each.text("signature"), each.textMap("annotations")));
      }
      return List.copyOf(signatures);
    } catch (TrustException e) {
      throw new TrustException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new TrustException(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new TrustException(file + ": a payload is not base64", e);
    }
  }

  private static byte[] readAll(Path file) throws IOException {
    // Looked at before it is opened: to open a fifo would wait for a writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new TrustException(file + ": is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(Document.MAX_BYTES + 1);
      if (bytes.length > Document.MAX_BYTES) {
        throw new TrustException(file + ": is larger than " + Document.MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
