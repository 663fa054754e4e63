package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.marschall.memoryfilesystem.MemoryFileSystemBuilder;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.benchmarks.subject.Lower;
import io.unionfs.benchmarks.subject.Node;
import io.unionfs.benchmarks.subject.OpenSubject;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** That {@code docs/comparison.md} is true: its marked cells are asked of each peer. */
class PeersTest {
  private static final Path DOC = Path.of("..", "docs", "comparison.md");
  private static final String MARK = "● ";
  private static final String LOWER_FILE = "/lower/file";
  private static final int LARGE = 17 << 20;

  /** Asks in a directory; anything thrown is a no. */
  private interface Question {
    boolean isTrueIn(Path directory) throws Exception;
  }

  private static final Map<String, Question> QUESTIONS = new LinkedHashMap<>();

  static {
    QUESTIONS.put("500 lower layers", root -> Files.exists(lower(root)));
    QUESTIONS.put(
        "a lower file that was deleted stays deleted",
        root -> {
          Files.delete(lower(root));
          return Files.notExists(lower(root)) && names(lower(root).getParent()).isEmpty();
        });
    QUESTIONS.put(
        "a directory made in the place of a deleted one is empty",
        root -> {
          Path directory = lower(root).getParent();
          Files.delete(lower(root));
          Files.delete(directory);
          Files.createDirectory(directory);
          return names(directory).isEmpty();
        });
    QUESTIONS.put(
        "a reader who opened before the copy-up sees what is written after",
        root -> {
          try (FileChannel reader = FileChannel.open(lower(root))) {
            Files.writeString(lower(root), "new", StandardOpenOption.WRITE);
            ByteBuffer read = ByteBuffer.allocate(3);
            reader.read(read, 0);
            return new String(read.array(), StandardCharsets.US_ASCII).equals("new");
          }
        });
    QUESTIONS.put(
        "the inode number is the same after the copy-up",
        root -> {
          Object before = Files.getAttribute(lower(root), "unix:ino");
          Files.writeString(lower(root), "new", StandardOpenOption.APPEND);
          return before.equals(Files.getAttribute(lower(root), "unix:ino"));
        });
    QUESTIONS.put(
        "a directory of a lower layer can be renamed",
        root -> {
          Path directory = lower(root).getParent();
          Path other = directory.resolveSibling("renamed");
          Files.move(directory, other);
          return names(other).size() == 1 && Files.notExists(directory);
        });
    QUESTIONS.put(
        "hard links and symbolic links",
        root -> {
          Path file = Files.writeString(root.resolve("f"), "x");
          Files.createLink(root.resolve("hard"), file);
          Files.createSymbolicLink(root.resolve("soft"), root.getFileSystem().getPath("f"));
          return Files.isSameFile(root.resolve("hard"), file)
              && Files.readString(root.resolve("soft")).equals("x");
        });
    QUESTIONS.put(
        "`user` attributes",
        root -> {
          Path file = Files.writeString(root.resolve("f"), "x");
          UserDefinedFileAttributeView view =
              Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
          view.write("name", ByteBuffer.wrap(new byte[] {1, 2}));
          return view.size("name") == 2;
        });
    QUESTIONS.put(
        "`unix:uid` can be set, to a number",
        root -> {
          Path file = Files.writeString(root.resolve("f"), "x");
          Files.setAttribute(file, "unix:uid", 1234);
          return Files.getAttribute(file, "unix:uid").equals(1234);
        });
    QUESTIONS.put(
        "`unix:mode` can be set, with setuid",
        root -> {
          Path file = Files.writeString(root.resolve("f"), "x");
          Files.setAttribute(file, "unix:mode", 04755);
          return ((Integer) Files.getAttribute(file, "unix:mode") & 07777) == 04755;
        });
    QUESTIONS.put(
        "a file of 17 MiB",
        root -> Files.size(Files.write(root.resolve("f"), new byte[LARGE])) == LARGE);
    QUESTIONS.put(
        "`AsynchronousFileChannel`",
        root -> {
          try (AsynchronousFileChannel channel =
              AsynchronousFileChannel.open(
                  root.resolve("f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return channel.write(ByteBuffer.wrap(new byte[3]), 0).get() == 3;
          }
        });
    QUESTIONS.put(
        "`SecureDirectoryStream`",
        root -> {
          try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
            return stream instanceof SecureDirectoryStream;
          }
        });
    QUESTIONS.put(
        "`FileChannel.map`",
        root -> {
          Path file = Files.write(root.resolve("f"), new byte[8192]);
          try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, 8192).put(0, (byte) 7);
          }
          forgetMappings();
          return Files.readAllBytes(file)[0] == 7;
        });
    QUESTIONS.put(
        "a `WatchService` tells within a second",
        root -> {
          try (WatchService service = root.getFileSystem().newWatchService()) {
            root.register(service, StandardWatchEventKinds.ENTRY_CREATE);
            Files.createFile(root.resolve("f"));
            return service.poll(1, TimeUnit.SECONDS) != null;
          }
        });
    QUESTIONS.put(
        "an overlapping lock is refused",
        root -> {
          try (FileChannel one = writing(root.resolve("f"));
              FileChannel other = writing(root.resolve("f"))) {
            one.lock();
            try {
              return other.tryLock() == null;
            } catch (OverlappingFileLockException e) {
              return true;
            }
          }
        });
    QUESTIONS.put(
        "`DELETE_ON_CLOSE` deletes",
        root -> {
          FileChannel.open(
                  root.resolve("f"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE)
              .close();
          return Files.notExists(root.resolve("f"));
        });
    QUESTIONS.put(
        "a path's URI leads back to it",
        root -> {
          Path file = Files.writeString(root.resolve("f"), "x").toAbsolutePath();
          return Path.of(file.toUri()).equals(file);
        });
  }

  /** What is mapped keeps a mount busy until it is collected. */
  private static void forgetMappings() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
  }

  private static FileChannel writing(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Path lower(Path root) {
    return root.resolve(LOWER_FILE.substring(1));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(Path::toString).toList();
    }
  }

  /** A marked cell: the row, the column's title, what it says. */
  private record Cell(String question, String peer, String says) {
    boolean isYes() {
      return says.startsWith("yes");
    }
  }

  private static List<Cell> marked() throws IOException {
    List<Cell> cells = new ArrayList<>();
    List<String> peers = List.of();
    for (String line : Files.readAllLines(DOC)) {
      if (!line.startsWith("| ")) {
        continue;
      }
      List<String> row = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      if (row.get(1).isEmpty()) {
        peers = row;
      } else if (row.get(1).startsWith(MARK)) {
        for (int i = 2; i < row.size() - 1; i++) {
          cells.add(new Cell(row.get(1).substring(MARK.length()), peers.get(i), row.get(i)));
        }
      }
    }
    return cells;
  }

  @Test
  void everyQuestionIsInTheDocumentAndEveryMarkedRowIsAsked() throws IOException {
    assertThat(marked().stream().map(Cell::question).distinct())
        .containsExactlyInAnyOrderElementsOf(QUESTIONS.keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachMarkedCellIsTrue() throws IOException {
    return marked().stream()
        .filter(cell -> asked(cell.peer()))
        .map(
            cell ->
                DynamicTest.dynamicTest(cell.peer() + ": " + cell.question(), () -> holds(cell)));
  }

  /** What is no Java and no mount is read, not asked. */
  private static boolean asked(String peer) {
    return !peer.startsWith("gVisor") && !peer.startsWith("afero");
  }

  private static void holds(Cell cell) throws IOException {
    Question question = QUESTIONS.get(cell.question());
    boolean isTrue =
        switch (cell.peer()) {
          case "jimfs" -> in(Jimfs.newFileSystem(ALL_VIEWS), question);
          case "memoryfilesystem" ->
              in(
                  MemoryFileSystemBuilder.newLinux()
                      .addFileAttributeView(UserDefinedFileAttributeView.class)
                      .build(),
                  question);
          case "unionfs", "overlayfs", "fuse-overlayfs" -> on(subject(cell), question);
          default -> throw new IllegalArgumentException(cell.peer());
        };
    assertThat(isTrue).as("%s: %s", cell.peer(), cell.question()).isEqualTo(cell.isYes());
  }

  private static final Configuration ALL_VIEWS =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "owner", "posix", "unix", "dos", "user", "acl")
          .build();

  private static boolean in(FileSystem empty, Question question) throws IOException {
    try (FileSystem made = empty) {
      Path directory = Files.createDirectory(made.getPath("/asked"));
      return answer(question, directory);
    }
  }

  private static Subject subject(Cell cell) {
    boolean redirects = cell.says().contains("`redirect_dir`");
    String kind =
        switch (cell.peer()) {
          case "unionfs" -> redirects ? "union-metacopy" : "union";
          case "overlayfs" -> redirects ? "overlay-metacopy" : "overlay";
          default -> cell.peer();
        };
    return Subject.parse(kind + (cell.question().startsWith("500") ? "-500" : "-2"));
  }

  private static boolean on(Subject subject, Question question) throws IOException {
    assumeThat(subject.whyNot()).as(subject + " on this machine").isEmpty();
    Tree tree =
        new Tree(
            List.of("/lower"),
            List.of(
                new Node.File(
                    LOWER_FILE, Content.of("old text".getBytes(StandardCharsets.US_ASCII)))));
    try (Lower lower = subject.prepare(tree);
        OpenSubject mounted = lower.mount()) {
      return answer(question, mounted.path("/"));
    }
  }

  private static boolean answer(Question question, Path directory) {
    try {
      return question.isTrueIn(directory);
    } catch (Exception | AssertionError e) {
      return false; // memoryfilesystem asserts that files are small
    }
  }
}
