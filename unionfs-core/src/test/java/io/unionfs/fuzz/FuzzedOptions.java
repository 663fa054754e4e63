package io.unionfs.fuzz;

import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Durability;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Marks;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.OverlayOptions.Xino;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the fuzz tests share: all options there are, and where seeds lie. */
final class FuzzedOptions {
  private FuzzedOptions() {}

  /** Every combination that is allowed, the usual one first. */
  static List<OverlayOptions> all() {
    List<OverlayOptions> all = new ArrayList<>();
    for (Durability durability : Durability.values()) {
      for (Marks marks : Marks.values()) {
        for (Xino xino : Xino.values()) {
          for (Index index : Index.values()) {
            for (Metacopy metacopy : Metacopy.values()) {
              for (RedirectDir redirects : RedirectDir.values()) {
                try {
                  all.add(new OverlayOptions(redirects, metacopy, index, xino, marks, durability));
                } catch (IllegalArgumentException e) {
                  // They exclude each other.
                }
              }
            }
          }
        }
      }
    }
    return all;
  }

  /** The inputs in the place where Jazzer looks for them, and leaves what it finds. */
  static Stream<Path> seeds(Class<?> test, String method) throws IOException {
    URL directory = test.getResource(test.getSimpleName() + "Inputs/" + method);
    try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
      return files.sorted().toList().stream();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
