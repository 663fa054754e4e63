package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.ImageWriter.Form;
import io.unionfs.image.NamedImage;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs save}. */
@Command(
    name = "save",
    description = {
      "Writes images to a file that Docker, skopeo, umoci and 'unionfs load' read.",
      "With --format oci all digests stay; a docker-archive has its layers uncompressed."
    })
final class SaveCommand extends Verb {
  /** The forms that can be written. */
  enum Format {
    DOCKER,
    OCI
  }

  @Parameters(
      arity = "1..*",
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The images; what is called by id has all its names.")
  private List<String> images;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "The tar; standard output by default. With --format oci a directory that is there, or a"
              + " path that ends in a slash, becomes an OCI layout.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "docker|oci",
      description = "docker, the default: a docker-archive; oci: an OCI layout.")
  private void setFormat(String text) {
    format =
        switch (text) {
          case "docker", "docker-archive" -> Format.DOCKER;
          case "oci", "oci-archive" -> Format.OCI;
          default -> throw usage("--format: '" + text + "' is neither docker nor oci");
        };
  }

  private Format format = Format.DOCKER;

  SaveCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    if (output == null) {
      refuseTerminal("tar");
      write(chosen(), out());
      context.streams().requireWritten();
      return;
    }
    List<NamedImage> chosen = chosen();
    Path file = Path.of(output);
    if (format == Format.OCI && (output.endsWith("/") || Files.isDirectory(file))) {
      withProgress(
          "Saving",
          progress -> {
            ImageWriter.writeLayout(chosen, file, progress);
            return null;
          });
    } else if (Files.isDirectory(file)) {
      throw usage("'" + output + "' is a directory; only --format oci writes one");
    } else {
      Output.write(file, out -> write(chosen, out));
    }
  }

  private void write(List<NamedImage> chosen, OutputStream out) throws IOException {
    Form form = format == Format.OCI ? Form.OCI_ARCHIVE : Form.DOCKER_ARCHIVE;
    withProgress(
        "Saving",
        progress -> {
          ImageWriter.write(chosen, form, out, progress);
          return null;
        });
  }

  /** Each image once, under the names by which it was asked for. */
  private List<NamedImage> chosen() throws IOException {
    Map<Digest, StoredImage> found = new LinkedHashMap<>();
    Map<Digest, List<ImageReference>> names = new LinkedHashMap<>();
    for (String text : images) {
      StoredImage image = images().get(text);
      Digest manifest = image.manifest().digest();
      found.put(manifest, image);
      List<ImageReference> asked = names.computeIfAbsent(manifest, m -> new ArrayList<>());
      for (ImageReference name : namesMeant(image, text)) {
        if (!asked.contains(name)) {
          asked.add(name);
        }
      }
    }
    List<NamedImage> chosen = new ArrayList<>();
    for (Map.Entry<Digest, StoredImage> each : found.entrySet()) {
      NamedImage image = new NamedImage(each.getValue(), names.get(each.getKey()));
      // Of Docker's manifests, skopeo and umoci see nothing in an OCI layout.
      chosen.add(format == Format.OCI ? image.asOci() : image);
    }
    return chosen;
  }

  private static List<ImageReference> namesMeant(StoredImage image, String text) {
    for (ImageReference name : image.names()) {
      try {
        if (name.equals(ImageReference.parse(text))) {
          return List.of(name);
        }
      } catch (IllegalArgumentException e) {
        // An id or a digest.
        return image.names();
      }
    }
    return image.names();
  }
}
