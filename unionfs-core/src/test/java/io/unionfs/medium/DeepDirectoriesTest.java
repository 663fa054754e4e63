package io.unionfs.medium;

import static io.unionfs.fault.FaultPoint.STORAGE_MOVE;
import static io.unionfs.medium.Samples.createDirectory;
import static io.unionfs.medium.Samples.createFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FiredFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Directories that are reached by other paths than their names say, and are put back. */
final class DeepDirectoriesTest {
  private static final int DEPTH = 3 * DeepPaths.DEEP + 5;

  private static Path deep(Path upper, int levels) {
    Path deep = upper;
    for (int i = 0; i < levels; i++) {
      deep = deep.resolve("d");
    }
    return deep;
  }

  private static UpperNode chain(UpperMedium medium, int levels) throws IOException {
    UpperNode directory = medium.root();
    for (int i = 0; i < levels; i++) {
      directory = createDirectory(medium, directory, "d");
    }
    return directory;
  }

  private static UpperNode below(UpperMedium medium, UpperNode directory, String name)
      throws IOException {
    return ((UpperEntry.Present) medium.list(directory).get(name)).node();
  }

  /** All directories have the times they were given, and the deepest has its file. */
  private static void assertInPlace(Path upper, int levels, String file) throws IOException {
    for (int i = 1; i <= levels; i++) {
      assertThat(Files.getLastModifiedTime(deep(upper, i)).toInstant())
          .as("level %d", i)
          .isEqualTo(Samples.TIME);
    }
    assertThat(Files.readString(deep(upper, levels).resolve(file))).isEqualTo(file);
  }

  @Test
  void aTreeInMemoryIsInPlaceWhenItIsLookedAt() throws IOException {
    try (UpperMedium medium = DirectoryMedium.inMemory()) {
      UpperNode deepest = chain(medium, DEPTH);
      createFile(medium, deepest, "f", "f");
      Path upper = medium.directory();
      assertInPlace(upper, DEPTH, "f");
      assertThat(upper.resolveSibling("work").resolve("deep")).isEmptyDirectory();
      createFile(medium, deepest, "g", "g");
      UpperFile file = (UpperFile) below(medium, deepest, "f");
      medium.remove(deepest, "f", Occupant.FILE, Remains.WHITEOUT);
      assertThat(Samples.read((UpperFile) below(medium, deepest, "g"))).isEqualTo("g");
      assertThatThrownBy(file::open).isInstanceOf(IOException.class);
      assertInPlace(medium.directory(), DEPTH, "g");
    }
  }

  @Test
  void aTreeElsewhereIsInPlaceAfterSyncAndClose() throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      try (UpperMedium medium = place.open()) {
        UpperNode deepest = chain(medium, DEPTH);
        createFile(medium, deepest, "f", "f");
        assertThat(deep(place.upper(), DeepPaths.DEEP)).isDirectory();
        assertThat(deep(place.upper(), DeepPaths.DEEP + 1)).doesNotExist();
        medium.sync();
        assertInPlace(place.upper(), DEPTH, "f");
        createFile(medium, deepest, "g", "g");
      }
      assertInPlace(place.upper(), DEPTH, "g");
      assertThat(place.work().resolve("deep")).isEmptyDirectory();
    }
  }

  @Test
  void whatIsNotDeepIsNeverMoved() throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      try (UpperMedium medium = place.open()) {
        UpperNode deepest = chain(medium, DeepPaths.DEEP);
        createFile(medium, deepest, "f", "f");
        assertThat(deep(place.upper(), DeepPaths.DEEP).resolve("f")).exists();
      }
      assertThat(place.work().resolve("deep")).doesNotExist();
    }
  }

  @Test
  void onStorageThatOutlivesTheProcessNothingIsMoved() throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.THROUGH);
        UpperMedium medium = place.open()) {
      createFile(medium, chain(medium, DEPTH), "f", "f");
      assertThat(deep(place.upper(), DEPTH).resolve("f")).hasContent("f");
    }
  }

  @Test
  void aDirectoryOverWhichChangesGoKeepsWhatIsInIt() throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      Map<String, String> before;
      try (UpperMedium medium = place.open()) {
        UpperNode deepest = chain(medium, DEPTH);
        UpperNode middle = medium.root();
        for (int i = 0; i < DeepPaths.DEEP; i++) {
          middle = below(medium, middle, "d");
        }
        UpperNode lifted = below(medium, middle, "d");
        createFile(medium, deepest, "f", "f");
        medium.move(
            lifted, middle, "d", medium.root(), "moved", Occupant.NOTHING, Remains.WHITEOUT);
        createFile(medium, deepest, "g", "g");
        UpperNode other = createDirectory(medium, middle, "other");
        createFile(medium, other, "h", "h");
        medium.exchange(lifted, medium.root(), "moved", other, middle, "other");
        createFile(medium, deepest, "i", "i");
        UpperNode empty = createDirectory(medium, deepest, "empty");
        createDirectory(medium, empty, "emptier");
        medium.remove(empty, "emptier", Occupant.DIRECTORY, Remains.NOTHING);
        UpperNode over = createDirectory(medium, deepest, "over");
        medium.move(over, deepest, "over", deepest, "empty", Occupant.DIRECTORY, Remains.NOTHING);
        medium.remove(deepest, "empty", Occupant.DIRECTORY, Remains.WHITEOUT);
        assertThat(medium.list(deepest)).containsOnlyKeys("f", "g", "i", "empty");
        before = Samples.tree(medium);
      }
      try (UpperMedium medium = place.open()) {
        assertThat(Samples.tree(medium)).isEqualTo(before);
      }
    }
  }

  @Test
  void whereDirectoriesCannotBeMovedTheyAreReachedByTheirNames() throws IOException {
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK)) {
      FaultPlan faults = Failing.EIO.call(2);
      try (UpperMedium medium = place.open(faults)) {
        UpperNode deepest = chain(medium, DeepPaths.DEEP + 1);
        faults.arm();
        deepest = createDirectory(medium, deepest, "d");
        assertThat(faults.fired()).extracting(FiredFault::point).containsOnly(STORAGE_MOVE);
        createFile(medium, deepest, "f", "f");
        assertThat(deep(place.upper(), DeepPaths.DEEP + 2).resolve("f")).hasContent("f");
      }
      assertInPlace(place.upper(), DeepPaths.DEEP + 2, "f");
    }
  }

  @Test
  void whatCouldNotBePutBackIsPutBackLater() throws IOException {
    int levels = 7;
    try (Place place = Place.onJimfs(Profile.Writing.HELD_BACK).lifting(2)) {
      for (int calls = 1; ; calls++) {
        FaultPlan faults = Failing.EIO.call(calls);
        String name = "f" + calls;
        try (UpperMedium medium = place.open(faults)) {
          UpperNode deepest = medium.root();
          for (int i = 0; i < levels; i++) {
            deepest =
                medium.list(deepest).containsKey("d")
                    ? below(medium, deepest, "d")
                    : createDirectory(medium, deepest, "d");
          }
          createFile(medium, deepest, name, name);
          medium.update(deepest, Samples.directory());
          faults.arm();
          if (!fails(medium)) {
            assertThat(calls).isGreaterThan(4);
            return;
          }
          faults.disarm();
          medium.sync();
          assertInPlace(place.upper(), levels, name);
        }
      }
    }
  }

  private static boolean fails(UpperMedium medium) {
    try {
      medium.sync();
      return false;
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("injected");
      return true;
    }
  }
}
