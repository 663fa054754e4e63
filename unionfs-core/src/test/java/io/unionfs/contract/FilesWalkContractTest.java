package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Directory streams, {@code list}, {@code walk}, {@code find}, {@code walkFileTree}. */
class FilesWalkContractTest extends Contract {
  private List<String> relative(Stream<Path> files) {
    try (files) {
      return files.map(file -> root.relativize(file).toString()).sorted().toList();
    }
  }

  private List<String> listed(DirectoryStream<Path> stream) throws IOException {
    List<String> names = new ArrayList<>();
    try (stream) {
      stream.forEach(file -> names.add(file.getFileName().toString()));
    }
    names.sort(null);
    return names;
  }

  // ---- newDirectoryStream ----

  @Test
  void aDirectoryStreamHasAllEntries() throws IOException {
    assertThat(listed(Files.newDirectoryStream(root)))
        .containsExactly("dang", "dir", "empty", "f", "h", "ld", "lf", "loop");
  }

  @Test
  void aDirectoryStreamHasNotTheSpecialEntries() throws IOException {
    assertThat(listed(Files.newDirectoryStream(at("empty")))).isEmpty();
  }

  @Test
  void theEntriesAreResolvedAgainstTheDirectory() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(at("ld"))) {
      assertThat(stream).containsExactlyInAnyOrder(at("ld/x"), at("ld/sub"));
    }
  }

  @Test
  void entriesOfARelativePathAreRelative() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(""))) {
      stream.forEach(file -> assertThat(file.isAbsolute()).isFalse());
    }
  }

  @Test
  void aDirectoryStreamOfAFileIsNotDirectory() {
    failsOn(at("f"), NotDirectoryException.class, () -> Files.newDirectoryStream(at("f")));
  }

  @Test
  void aDirectoryStreamOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"), NoSuchFileException.class, () -> Files.newDirectoryStream(at("missing")));
  }

  @Test
  void aSecondIteratorIsRefused() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      stream.iterator();
      assertThrows(IllegalStateException.class, stream::iterator);
    }
  }

  @Test
  void anIteratorOfAClosedStreamIsRefused() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    stream.close();
    assertThrows(IllegalStateException.class, stream::iterator);
  }

  @Test
  void closingTwiceHasNoEffect() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    stream.close();
    stream.close();
  }

  @Test
  void aClosedStreamBehavesAsAtItsEnd() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    Iterator<Path> files = stream.iterator();
    files.next();
    stream.close();
    // One element that was read ahead may still come.
    int more = 0;
    while (files.hasNext()) {
      files.next();
      more++;
    }
    assertThat(more).isLessThanOrEqualTo(1);
  }

  @Test
  void hasNextThatIsTrueHoldsForTheNextEvenAfterClose() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    Iterator<Path> files = stream.iterator();
    assertThat(files.hasNext()).isTrue();
    stream.close();
    assertThat(files.next()).isNotNull();
    assertThrows(NoSuchElementException.class, files::next);
  }

  @Test
  void nextAfterTheLastIsNoSuchElement() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(at("empty"))) {
      assertThrows(NoSuchElementException.class, stream.iterator()::next);
    }
  }

  @Test
  void theIteratorDoesNotRemove() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      Iterator<Path> files = stream.iterator();
      files.next();
      assertThrows(UnsupportedOperationException.class, files::remove);
    }
  }

  @Test
  void aGlobSelectsByTheEntrysName() throws IOException {
    assertThat(listed(Files.newDirectoryStream(root, "d*"))).containsExactly("dang", "dir");
    assertThat(listed(Files.newDirectoryStream(root, "{f,l?}"))).containsExactly("f", "ld", "lf");
    assertThat(listed(Files.newDirectoryStream(root, "*"))).hasSize(8);
  }

  @Test
  void anInvalidGlobIsRefused() {
    assertThrows(PatternSyntaxException.class, () -> Files.newDirectoryStream(root, "[a"));
  }

  @Test
  void aFilterSelects() throws IOException {
    assertThat(listed(Files.newDirectoryStream(root, Files::isDirectory)))
        .containsExactly("dir", "empty", "ld");
  }

  @Test
  void aFilterThatFailsEndsTheIteration() throws IOException {
    IOException thrown = new IOException("filter");
    DirectoryStream.Filter<Path> filter =
        file -> {
          throw thrown;
        };
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root, filter)) {
      var failure =
          assertThrows(DirectoryIteratorException.class, () -> stream.iterator().hasNext());
      assertThat(failure.getCause()).isSameAs(thrown);
    }
  }

  @Test
  void aStreamIsWeaklyConsistent() throws IOException {
    Files.createDirectory(at("many"));
    for (int i = 0; i < 50; i++) {
      Files.createFile(at("many/" + i));
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(at("many"))) {
      for (Path file : stream) {
        Files.delete(file);
      }
    }
    assertThat(at("many")).isEmptyDirectory();
  }

  // ---- list ----

  @Test
  void listIsNotRecursive() throws IOException {
    assertThat(relative(Files.list(at("dir")))).containsExactly("dir/sub", "dir/x");
  }

  @Test
  void listOfAFileIsNotDirectory() {
    failsOn(at("f"), NotDirectoryException.class, () -> Files.list(at("f")));
  }

  @Test
  void listOfAMissingDirectoryFails() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.list(at("missing")));
  }

  // ---- walk ----

  @Test
  void walkVisitsTheDirectoryBeforeItsEntries() throws IOException {
    try (Stream<Path> files = Files.walk(at("dir"))) {
      List<Path> seen = files.toList();
      assertThat(seen).containsExactlyInAnyOrder(at("dir"), at("dir/x"), at("dir/sub"));
      assertThat(seen.get(0)).isEqualTo(at("dir"));
    }
  }

  @Test
  void walkDoesNotFollowLinks() throws IOException {
    assertThat(relative(Files.walk(root)))
        .contains("ld", "dang", "loop")
        .doesNotContain("ld/x")
        .hasSize(11);
  }

  @Test
  void walkFollowsLinksWhenAsked() throws IOException {
    Files.delete(at("loop"));
    assertThat(relative(Files.walk(root, FileVisitOption.FOLLOW_LINKS)))
        .contains("ld/x", "ld/sub", "dang");
  }

  @Test
  void walkToADepthGoesNoDeeper() throws IOException {
    assertThat(relative(Files.walk(at("dir"), 0))).containsExactly("dir");
    assertThat(relative(Files.walk(root, 1))).doesNotContain("dir/x").contains("dir");
  }

  @Test
  void walkToANegativeDepthIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> Files.walk(root, -1));
  }

  @Test
  void walkOfAFileIsTheFile() throws IOException {
    assertThat(relative(Files.walk(at("f")))).containsExactly("f");
  }

  @Test
  void walkOfAMissingFileFails() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.walk(at("missing")));
  }

  @Test
  void walkThatFollowsDetectsACycle() throws IOException {
    Files.createSymbolicLink(at("dir/up"), path(".."));
    try (Stream<Path> files = Files.walk(at("dir"), FileVisitOption.FOLLOW_LINKS)) {
      var failure = assertThrows(UncheckedIOException.class, files::count);
      assertThat(failure.getCause()).isInstanceOf(FileSystemLoopException.class);
    }
  }

  // ---- find ----

  @Test
  void findSelectsByPathAndAttributes() throws IOException {
    assertThat(relative(Files.find(root, 9, (file, attributes) -> attributes.isRegularFile())))
        .containsExactly("dir/x", "f", "h");
  }

  @Test
  void findToADepthGoesNoDeeper() throws IOException {
    assertThat(relative(Files.find(root, 1, (file, attributes) -> attributes.isRegularFile())))
        .containsExactly("f", "h");
  }

  @Test
  void findToANegativeDepthIsIllegal() {
    assertThrows(
        IllegalArgumentException.class, () -> Files.find(root, -1, (file, attributes) -> true));
  }

  // ---- walkFileTree ----

  private final List<String> visits = new ArrayList<>();

  private final class Recorder extends SimpleFileVisitor<Path> {
    private final Path on;
    private final FileVisitResult answer;

    Recorder(Path on, FileVisitResult answer) {
      this.on = on;
      this.answer = answer;
    }

    private FileVisitResult record(String kind, Path file) {
      visits.add(kind + " " + root.relativize(file));
      return file.equals(on) ? answer : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      assertThat(attributes.isDirectory()).isTrue();
      return record("pre", directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return record("file", file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return record("failed " + failure.getClass().getSimpleName(), file);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      visits.add("post " + root.relativize(directory));
      return FileVisitResult.CONTINUE;
    }
  }

  @Test
  void walkFileTreeVisitsDirectoriesBeforeAndAfterTheirEntries() throws IOException {
    assertThat(Files.walkFileTree(at("dir"), new Recorder(null, null))).isEqualTo(at("dir"));
    assertThat(visits)
        .startsWith("pre dir")
        .endsWith("post dir")
        .contains("file dir/x")
        .containsSubsequence("pre dir/sub", "post dir/sub");
  }

  @Test
  void walkFileTreeVisitsAFileThatIsItsStart() throws IOException {
    Files.walkFileTree(at("f"), new Recorder(null, null));
    assertThat(visits).containsExactly("file f");
  }

  @Test
  void walkFileTreeTellsOfAMissingStart() throws IOException {
    Files.walkFileTree(at("missing"), new Recorder(null, null));
    assertThat(visits).containsExactly("failed NoSuchFileException missing");
  }

  @Test
  void terminateEndsTheWalk() throws IOException {
    Files.walkFileTree(at("dir"), new Recorder(at("dir"), FileVisitResult.TERMINATE));
    assertThat(visits).containsExactly("pre dir");
  }

  @Test
  void skipSubtreeLeavesOutTheEntries() throws IOException {
    Files.walkFileTree(at("dir"), new Recorder(at("dir"), FileVisitResult.SKIP_SUBTREE));
    assertThat(visits).containsExactly("pre dir");
  }

  @Test
  void skipSiblingsLeavesOutTheRest() throws IOException {
    Files.walkFileTree(at("dir"), new Recorder(at("dir/x"), FileVisitResult.SKIP_SIBLINGS));
    assertThat(visits).contains("file dir/x").endsWith("post dir");
  }

  @Test
  void walkFileTreeThatFollowsTellsOfACycle() throws IOException {
    Files.createSymbolicLink(at("dir/up"), path("../dir"));
    Set<FileVisitOption> follow = EnumSet.of(FileVisitOption.FOLLOW_LINKS);
    Files.walkFileTree(at("dir"), follow, 9, new Recorder(null, null));
    assertThat(visits).contains("failed FileSystemLoopException dir/up");
  }

  @Test
  void walkFileTreeVisitsDirectoriesAtTheGreatestDepthAsFiles() throws IOException {
    Files.walkFileTree(
        at("dir"), EnumSet.noneOf(FileVisitOption.class), 1, new Recorder(null, null));
    assertThat(visits).contains("file dir/sub").doesNotContain("pre dir/sub");
  }

  @Test
  void aTreeIsDeletedByAWalk() throws IOException {
    Files.walkFileTree(
        at("dir"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(at("dir")).doesNotExist();
  }
}
