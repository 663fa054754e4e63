package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes and one writable layer. */
@Timeout(120)
class DirectoryLockTest {
  @TempDir Path directory;
  private Path upper;
  private Path work;
  private Path other;

  @BeforeEach
  void make() throws IOException {
    upper = Files.createDirectory(directory.resolve("upper"));
    work = Files.createDirectory(directory.resolve("work"));
    other = Files.createDirectory(directory.resolve("other"));
  }

  /** Opens a writable layer, says so, and waits to be ended. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      DirectoryMedium.open(Path.of(arguments[0]), Path.of(arguments[1]));
      System.out.println("open");
      System.in.read();
    }
  }

  private Process holder() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                upper.toString(),
                work.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("open");
    return process;
  }

  private static void isBusy(Path upper, Path work) {
    assertThatThrownBy(() -> DirectoryMedium.open(upper, work).close())
        .isInstanceOfSatisfying(
            MediumException.class,
            e -> assertThat(e.kind()).isEqualTo(MediumException.Kind.IN_USE));
  }

  @Test
  void whatAnotherProcessHoldsIsBusyUntilItEnds() throws Exception {
    Process process = holder();
    try {
      Path inside = Files.createDirectory(upper.resolve("inside"));
      isBusy(upper, work);
      isBusy(upper, other);
      isBusy(other, work);
      isBusy(inside, other);
      assertThatThrownBy(() -> DirectoryMedium.checkUnused("lowerdir", inside))
          .isInstanceOf(MediumException.class);
      Path renamed = Files.move(upper, directory.resolve("renamed"));
      isBusy(renamed, other);
      Files.move(renamed, upper);
      isBusy(upper, other); // an attempt that fails takes nothing from the holder
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    DirectoryMedium.open(upper, other).close();
    DirectoryMedium.checkUnused("lowerdir", upper);
  }

  @Test
  void nothingStaysBesideOrInIt() throws Exception {
    UpperMedium medium = DirectoryMedium.open(upper, work);
    assertThat(names(upper)).isEmpty();
    medium.close();
    assertThat(names(upper)).isEmpty();
    assertThat(names(directory)).containsExactlyInAnyOrder("upper", "work", "other");
  }

  @Test
  void inThisProcessADirectoryIsOneByAnyPath() throws Exception {
    UpperMedium medium = DirectoryMedium.open(upper, work);
    isBusy(upper, other);
    isBusy(Files.createSymbolicLink(directory.resolve("link"), upper), other);
    medium.close();
    DirectoryMedium.open(upper, other).close();
  }

  private static java.util.List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
