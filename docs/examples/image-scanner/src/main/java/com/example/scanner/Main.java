package com.example.scanner;

import io.unionfs.image.Image;
import io.unionfs.image.ImageFile;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Unpack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** {@code java -jar target/image-scanner.jar IMAGE...}: one line for each finding. */
public final class Main {
  /** What an image may become when it is decompressed; more is refused as a bomb. */
  private static final long LARGEST = 8L << 30;

  private Main() {}

  /** Exits with 0 if nothing was found, 1 if something was, 2 if an image could not be read. */
  public static void main(String[] args) {
    Unpack unpack = Unpack.to(Path.of(System.getProperty("java.io.tmpdir"))).withLimit(LARGEST);
    ImageOptions options = ImageOptions.defaults().withUnpack(unpack);
    System.exit(run(List.of(args), options, System.out, System.err));
  }

  static int run(List<String> files, ImageOptions options, PrintStream out, PrintStream err) {
    if (files.isEmpty()) {
      err.println("usage: image-scanner IMAGE...   (docker save, or an OCI layout)");
      return 2;
    }
    int code = 0;
    for (String name : files) {
      try (ImageFile file = ImageFile.open(Path.of(name), options)) {
        for (Image image : file.images()) {
          List<Finding> found = ImageScanner.scan(image);
          found.forEach(out::println);
          code = Math.max(code, found.isEmpty() ? 0 : 1);
        }
      } catch (IOException e) {
        err.println("image-scanner: " + e.getMessage());
        code = 2;
      }
    }
    return code;
  }
}
