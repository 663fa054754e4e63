package io.unionfs.driver;

import static java.nio.file.StandardOpenOption.APPEND;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@link Scenario#standard}.
 *
 * @param read the files that are read
 * @param appended the file that a byte is appended to, or null
 * @param changed the file whose permissions change, or null
 * @param removed the directory that is removed, or null
 */
record StandardScenario(
    List<String> read, String appended, long appendedBytes, String changed, String removed)
    implements Scenario {
  private static final int READ = 20;
  private static final int ONLY_OWNER = 0700;

  static StandardScenario of(UnionFileSystem image) throws IOException {
    Survey survey = new Survey();
    Files.walkFileTree(image.getPath("/"), survey);
    List<String> bySize = new ArrayList<>(survey.sizes.keySet());
    bySize.sort((a, b) -> Long.compare(survey.sizes.get(b), survey.sizes.get(a)));
    String largest = bySize.isEmpty() ? null : bySize.get(0);
    String second = bySize.size() < 2 ? null : bySize.get(1);
    List<String> all = List.copyOf(survey.sizes.keySet());
    List<String> read = new ArrayList<>();
    for (int i = 0; i < Math.min(READ, all.size()); i++) {
      read.add(all.get((int) ((long) i * all.size() / Math.min(READ, all.size()))));
    }
    return new StandardScenario(
        List.copyOf(read),
        largest,
        largest == null ? 0 : survey.sizes.get(largest),
        second,
        survey.removable(largest, second));
  }

  /** Looks at all of an image; sorted by path. */
  private static final class Survey extends SimpleFileVisitor<Path> {
    /** Files with one name, and their sizes. */
    private final Map<String, Long> sizes = new TreeMap<>();

    /** Directories, and how many files are in them themselves. */
    private final Map<String, Integer> directories = new TreeMap<>();

    /** Directories with a file of several names somewhere below. */
    private final Set<String> kept = new HashSet<>();

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes found) {
      directories.put(directory.toString(), 0);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes found) throws IOException {
      directories.merge(file.getParent().toString(), 1, Integer::sum);
      if (FullCopy.names(file) > 1) {
        keep(file);
      } else if (found.isRegularFile()) {
        sizes.put(file.toString(), found.size());
      }
      return FileVisitResult.CONTINUE;
    }

    private void keep(Path file) {
      for (Path at = file.getParent(); at != null; at = at.getParent()) {
        kept.add(at.toString());
      }
    }

    /** The directory with the most files in it whose removal takes none of {@code files}. */
    String removable(String... files) {
      Map<String, Integer> choice = new HashMap<>(directories);
      choice.keySet().removeAll(kept);
      for (String file : files) {
        choice.keySet().removeIf(path -> file != null && file.startsWith(path + "/"));
      }
      choice.remove("/");
      return choice.entrySet().stream()
          .filter(each -> each.getValue() > 0)
          .max(
              Map.Entry.<String, Integer>comparingByValue()
                  .thenComparing(Map.Entry.<String, Integer>comparingByKey().reversed()))
          .map(Map.Entry::getKey)
          .orElse(null);
    }
  }

  @Override
  public void run(UnionFileSystem container) throws IOException {
    for (String file : read) {
      Files.copy(container.getPath(file), OutputStream.nullOutputStream());
    }
    if (appended != null) {
      Files.write(container.getPath(appended), new byte[1], APPEND);
    }
    if (changed != null) {
      Files.setAttribute(container.getPath(changed), "unix:mode", ONLY_OWNER);
    }
    if (removed != null) {
      remove(container.getPath(removed));
    }
  }

  private static void remove(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path emptied, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(emptied);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add("read " + read.size() + (read.size() == 1 ? " file" : " files"));
    if (appended != null) {
      steps.add("append 1 byte to " + appended + ", of " + appendedBytes + " bytes");
    }
    if (changed != null) {
      steps.add("change the permissions of " + changed);
    }
    if (removed != null) {
      steps.add("remove " + removed);
    }
    return steps;
  }
}
