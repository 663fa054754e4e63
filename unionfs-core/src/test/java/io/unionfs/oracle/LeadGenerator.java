package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.MetacopyFile;
import io.unionfs.oracle.LayerEntry.RedirectDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerGenerator.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Redirects and metacopies that mostly lead to what the layers written so far hold.
 *
 * <p>A redirect is written as a rename writes it: where the directory was, the same layer hides it,
 * and it is renamed once. Where one directory is to be seen at two paths, the kernel's answers
 * depend on which it was asked for first.
 */
final class LeadGenerator {
  private final SplittableRandom random;
  private final Palette palette;
  private final List<String> directories = new ArrayList<>();
  private final List<String> renamed = new ArrayList<>();

  /** Sizes by path; what is in data-only layers has a slash before it. */
  private final Map<String, Long> files = new TreeMap<>();

  LeadGenerator(SplittableRandom random, Palette palette) {
    this.random = random;
    this.palette = palette;
  }

  /** Takes note of a layer on top of those before. */
  void add(LayerSpec layer) {
    for (LayerEntry entry : layer.entries()) {
      if (entry.isDirectory() && !entry.path().isEmpty()) {
        directories.add(entry.path());
      }
      note(layer, entry, "");
    }
  }

  /** Takes note of a data-only layer. */
  void addData(LayerSpec layer) {
    layer.entries().forEach(entry -> note(layer, entry, "/"));
  }

  private void note(LayerSpec layer, LayerEntry entry, String prefix) {
    if (entry instanceof RegularFile f) {
      files.put(prefix + f.path(), (long) f.data().size());
    } else if (entry instanceof MetacopyFile f) {
      files.put(prefix + f.path(), f.size());
    } else if (entry instanceof HardLink link) {
      Long size = files.get(prefix + link.existing());
      if (size != null) {
        files.put(prefix + link.path(), size);
      }
    }
  }

  /** A directory at {@code path} that is another one below; null if none can be renamed so. */
  RedirectDirectory directory(LayerDraft layer, String path, Meta meta) {
    if (random.nextInt(8) == 0) {
      return new RedirectDirectory(path, missing(), meta);
    }
    for (int attempt = 0; attempt < 8 && !directories.isEmpty(); attempt++) {
      String target = directories.get(random.nextInt(directories.size()));
      boolean apart =
          !related(path, target) && renamed.stream().noneMatch(other -> related(other, target));
      if (apart && layer.hide(target)) {
        renamed.add(target);
        boolean beside = parent(path).equals(parent(target)) && !layer.isRedirected(path);
        String redirect = beside && random.nextInt(4) != 0 ? name(target) : "/" + target;
        return new RedirectDirectory(path, redirect, meta);
      }
    }
    return null;
  }

  /** A file at {@code path} whose data is below; null if there is none. */
  MetacopyFile file(String path, Meta meta) {
    if (files.isEmpty()) {
      return null;
    }
    List<String> paths = List.copyOf(files.keySet());
    String target =
        files.containsKey(path) && random.nextInt(2) == 0
            ? path
            : paths.get(random.nextInt(paths.size()));
    long size = random.nextInt(12) == 0 ? random.nextInt(5000) : files.get(target);
    boolean plain = target.equals(path) ? random.nextInt(4) != 0 : random.nextInt(20) == 0;
    return new MetacopyFile(path, size, plain ? "" : redirect(path, target), meta);
  }

  private String redirect(String path, String target) {
    if (random.nextInt(10) == 0) {
      return random.nextInt(2) == 0 ? nowhere() : palette.name(random);
    }
    if (target.startsWith("/")) {
      return target;
    }
    boolean beside = parent(path).equals(parent(target));
    return beside && random.nextInt(4) != 0 ? name(target) : "/" + target;
  }

  /** What is not there; what is no redirect at all is for files, on whose way nothing else lies. */
  private String missing() {
    return List.of("missing", "/missing", "/a/missing").get(random.nextInt(3));
  }

  private String nowhere() {
    List<String> nowhere =
        List.of(
            "missing",
            "/missing",
            "/a/missing",
            "missing",
            "/missing/a",
            "a/b",
            "/",
            "/a//b",
            "/a/../b",
            "..",
            ".",
            "/a/",
            "//a");
    return nowhere.get(random.nextInt(random.nextInt(3) == 0 ? nowhere.size() : 5));
  }

  private static boolean related(String one, String other) {
    return (one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/");
  }

  private static String name(String path) {
    return path.substring(parent(path).length());
  }

  /** With the slash that ends it; empty for the root. */
  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }
}
