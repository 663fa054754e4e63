package com.example.layerdiff;

import com.example.layerdiff.Change.Kind;
import io.unionfs.image.History;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Names;
import io.unionfs.layer.Unpack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code java -jar target/layer-diff.jar IMAGE [NAME]}: what each layer of an image does. */
public final class Main {
  /** What an image may become when it is decompressed; more is refused as a bomb. */
  private static final long LARGEST = 8L << 30;

  private Main() {}

  /** Exits with 0, or with 2 if the image could not be read. */
  public static void main(String[] args) {
    Unpack unpack = Unpack.to(Path.of(System.getProperty("java.io.tmpdir"))).withLimit(LARGEST);
    ImageOptions options = ImageOptions.defaults().withUnpack(unpack);
    System.exit(run(List.of(args), options, System.out, System.err));
  }

  static int run(List<String> args, ImageOptions options, PrintStream out, PrintStream err) {
    if (args.isEmpty() || args.size() > 2) {
      err.println("usage: layer-diff IMAGE [NAME]   (docker save, or an OCI layout)");
      return 2;
    }
    ImageOptions chosen = args.size() == 2 ? options.withReference(args.get(1)) : options;
    try (Image image = Image.open(Path.of(args.get(0)), chosen)) {
      List<List<Change>> layers = LayerDiff.of(image.layers());
      for (int i = 0; i < layers.size(); i++) {
        out.println("layer " + i + "  " + image.config().diffIds().get(i).abbreviated());
        String command = command(image.config().history(), i);
        if (!command.isEmpty()) {
          out.println("  by " + command);
        }
        layers.get(i).forEach(change -> out.println("  " + change));
        out.println("  " + sum(layers.get(i)));
      }
      return 0;
    } catch (IOException e) {
      err.println("layer-diff: " + e.getMessage());
      return 2;
    }
  }

  /** What made layer {@code number}, if the image says so. */
  private static String command(List<History> history, int number) {
    return history.stream()
        .filter(step -> step.layer().isPresent() && step.layer().getAsInt() == number)
        .map(step -> Names.display(step.createdBy().strip().replaceAll("\\s+", " ")))
        .findFirst()
        .orElse("");
  }

  private static String sum(List<Change> changes) {
    long growth = changes.stream().mapToLong(Change::growth).sum();
    return String.format(
        "= %d added, %d changed, %d deleted, %+d bytes",
        count(changes, Kind.ADDED),
        count(changes, Kind.CHANGED),
        count(changes, Kind.DELETED),
        growth);
  }

  private static long count(List<Change> changes, Kind kind) {
    return changes.stream().filter(change -> change.kind() == kind).count();
  }
}
