package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.Decompressed;
import io.unionfs.archive.TarIndex;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Content;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import io.unionfs.layer.Unpack;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out what form an image has, by what it holds and not by its name, and opens it. */
final class ImageOpener {
  private static final String EXPECTED =
      "an image is a docker-archive, or an OCI layout as a directory or tar";

  private final String name;
  private final ImageOptions options;
  private long unpacked;

  private ImageOpener(String name, ImageOptions options) {
    this.name = name;
    this.options = options;
  }

  static Image open(Path file, ImageOptions options) throws IOException {
    return opened(
        file,
        options,
        (opener, files) -> {
          Listing listing = opener.listing(files);
          Candidate chosen = new Selection(files::fault, options).choose(listing.candidates());
          return new Image(opener.name, files, listing.load(chosen), opener.rest());
        });
  }

  /** All images that the options leave, one of each that is there for several platforms. */
  static ImageFile openAll(Path file, ImageOptions options) throws IOException {
    return opened(
        file,
        options,
        (opener, files) -> {
          Listing listing = opener.listing(files);
          List<Image> images = new ArrayList<>();
          for (Candidate chosen :
              new Selection(files::fault, options).chooseAll(listing.candidates())) {
            images.add(new Image(opener.name, () -> {}, listing.load(chosen), opener.rest()));
          }
          return new ImageFile(opener.name, files, images);
        });
  }

  /** Makes something of the files of an image, which belong to it then. */
  private interface Use<T> {
    T of(ImageOpener opener, ImageFiles files) throws IOException;
  }

  private static <T> T opened(Path file, ImageOptions options, Use<T> use) throws IOException {
    ImageOpener opener = new ImageOpener(Names.display(file.toString()), options);
    ImageFiles files = opener.files(file);
    try {
      return use.of(opener, files);
    } catch (DocumentException e) {
      closeAfter(e, files);
      throw ImageException.of(e);
    } catch (Throwable e) {
      closeAfter(e, files);
      throw e;
    }
  }

  /** What may still be decompressed. */
  private Unpack rest() {
    return options.unpack().withLimit(options.unpack().limit() - unpacked);
  }

  private ImageFiles files(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      return new DirectoryFiles(name, file);
    }
    if (!Files.exists(file)) {
      throw new ImageException(name + ": there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ImageException(name + ": is neither a file nor a directory; " + EXPECTED);
    }
    Content content = Content.ofFile(file);
    Content.Reader reader = content.open();
    try {
      ByteSource source = ByteSource.of(name, content.size(), reader);
      return tar(source, reader);
    } catch (LayerException e) {
      closeAfter(e, reader);
      throw new ImageException(name + ": " + withoutSubject(e.getMessage()), e);
    } catch (Throwable e) {
      closeAfter(e, reader);
      throw e;
    }
  }

  private TarFiles tar(ByteSource source, Content.Reader reader) throws IOException {
    if (Compression.of(source) == Compression.NONE) {
      return index(source, reader);
    }
    Decompressed plain = Decompressed.of(source, options.unpack());
    try {
      unpacked = plain.size();
      TarFiles files = index(plain, plain);
      reader.close();
      return files;
    } catch (Throwable e) {
      closeAfter(e, plain);
      throw e;
    }
  }

  private TarFiles index(ByteSource source, Closeable owned) throws IOException {
    return new TarFiles(name, TarIndex.of(source), owned);
  }

  private String withoutSubject(String message) {
    for (String kind : List.of("archive ", "layer ")) {
      String subject = kind + name + ": ";
      if (message.startsWith(subject)) {
        String rest = message.substring(subject.length());
        return rest.equals("is no tar archive") ? rest + "; " + EXPECTED : rest;
      }
    }
    return message;
  }

  /** The images in {@code files}, of whatever form. */
  private Listing listing(ImageFiles files) throws IOException {
    boolean docker = DockerArchive.isIn(files);
    if (OciLayout.isIn(files)) {
      // What has both forms is read by the one that has digests for everything.
      List<Candidate> all = OciLayout.candidates(files);
      return new Listing(
          all,
          (candidate, parts) -> {
            List<String> more =
                docker ? DockerArchive.namesOf(files, parts.imageId(), all.size() == 1) : List.of();
            return more.isEmpty() ? candidate.names() : more;
          });
    }
    if (docker) {
      return new Listing(DockerArchive.candidates(files), (candidate, parts) -> candidate.names());
    }
    if (files.has(DockerArchive.REPOSITORIES)) {
      throw files.fault(
          "is a docker-archive from before Docker 1.10, which is not supported: load it with Docker"
              + " and save it anew");
    }
    throw files.fault("holds neither manifest.json nor an oci-layout with index.json; " + EXPECTED);
  }

  /** Finds what an image is called. */
  private interface Naming {
    List<String> names(Candidate candidate, ImageParts parts) throws IOException;
  }

  private record Listing(List<Candidate> candidates, Naming naming) {
    ImageParts load(Candidate chosen) throws IOException {
      ImageParts parts = chosen.load();
      return parts.withNames(naming.names(chosen, parts));
    }
  }

  private static void closeAfter(Throwable failure, Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
