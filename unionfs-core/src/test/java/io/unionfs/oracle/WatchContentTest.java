package io.unionfs.oracle;

import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a watched directory tells of changes of the files in it, copied up or not. */
class WatchContentTest {
  private static final MountOptions INDEX = MountOptions.DEFAULT.with(Index.ON);
  private static final MountOptions METACOPY =
      MountOptions.DEFAULT.with(RedirectDir.ON).with(Metacopy.ON);

  private static ByteBuffer some() {
    return ByteBuffer.wrap(new byte[] {'x'});
  }

  private static FileChannel writer(WatchPlace in, String path) throws Exception {
    return FileChannel.open(in.at(path), StandardOpenOption.WRITE);
  }

  @ParameterizedTest
  @EnumSource
  void aWriteModifies(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          FileChannel file = writer(in, "d/f");
          in.told(() -> file.write(some()), "d: MODIFY f");
          in.told(() -> file.write(ByteBuffer.allocate(0)), "");
          in.told(() -> file.write(some(), 100), "d: MODIFY f");
          in.told(() -> file.truncate(1), "d: MODIFY f");
          in.told(() -> file.truncate(50), "");
          in.told(() -> file.force(true), "");
          in.told(file::close, "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void openingAloneTellsNothingEvenIfItCopiesUp(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch(".");
          in.told(() -> writer(in, "d/f").close(), "");
          in.told(() -> Files.readString(in.at("d/f2")), "");
          in.told(
              () ->
                  FileChannel.open(
                          in.at("d/n"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                      .close(),
              "d: CREATE n");
        });
  }

  @ParameterizedTest
  @EnumSource
  void truncatingModifiesWhateverTheSizeWas(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.told(() -> in.truncate("d/f", 1), "d: MODIFY f");
          in.told(() -> in.truncate("d/f", 1), "d: MODIFY f");
          in.told(() -> in.truncate("d/f2", 3), "d: MODIFY f2");
          in.told(() -> in.truncate("d/empty", 0), "d: MODIFY empty");
          in.told(
              () ->
                  FileChannel.open(
                          in.at("d/top"),
                          StandardOpenOption.WRITE,
                          StandardOpenOption.TRUNCATE_EXISTING)
                      .close(),
              "d: MODIFY top");
          in.told(
              () ->
                  FileChannel.open(
                          in.at("d/top"),
                          StandardOpenOption.WRITE,
                          StandardOpenOption.TRUNCATE_EXISTING)
                      .close(),
              "d: MODIFY top");
        });
  }

  @ParameterizedTest
  @EnumSource
  void attributesModify(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          for (String name : new String[] {"f", "bare", "sub"}) {
            String modify = "d: MODIFY " + name;
            var path = in.at("d/" + name);
            in.told(() -> Files.setAttribute(path, "unix:mode", 0700), modify);
            in.told(() -> Files.setAttribute(path, "unix:uid", 7), modify);
            in.told(() -> Files.setLastModifiedTime(path, FileTime.fromMillis(1000)), modify);
            in.told(
                () ->
                    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                        .write("k", some()),
                modify);
            in.told(
                () ->
                    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                        .delete("k"),
                modify);
            in.told(() -> in.setModificationTime("d/" + name), modify);
            in.told(() -> in.setAccessTime("d/" + name), "");
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aLinksOwnAttributesModifyIt(WatchSide side) throws Exception {
    side.play(
        in -> {
          Files.createSymbolicLink(in.at("e/l"), in.at("/d/f"));
          in.watch("d");
          in.watch("e");
          in.told(() -> Files.setAttribute(in.at("e/l"), "unix:mode", 0600), "d: MODIFY f");
          in.told(
              () -> Files.setAttribute(in.at("e/l"), "unix:uid", 7, LinkOption.NOFOLLOW_LINKS),
              "e: MODIFY l");
          in.told(() -> writer(in, "e/l").close(), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDirectorysOwnAttributesAreForItsParent(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("d/sub");
          in.told(() -> Files.setAttribute(in.at("d"), "unix:mode", 0700), "");
          in.told(() -> Files.setAttribute(in.at("d/sub"), "unix:mode", 0700), "d: MODIFY sub");
          in.told(() -> Files.setAttribute(in.at("d/sub/."), "unix:mode", 0701), "d: MODIFY sub");
          in.told(() -> Files.setAttribute(in.at("d/sub/../bare/.."), "unix:mode", 0701), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatWasOpenBeforeTheWatchIsTold(WatchSide side) throws Exception {
    side.play(
        in -> {
          FileChannel file = writer(in, "d/f");
          file.write(some());
          in.watch("d");
          in.told(() -> file.write(some()), "d: MODIFY f");
          file.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void anOpenFileGoesByTheNameItHasNow(WatchSide side) throws Exception {
    side.play(
        in -> {
          FileChannel file = writer(in, "d/f");
          Files.move(in.at("d/f"), in.at("d/early"));
          in.watch("d");
          in.watch("e");
          in.told(() -> file.write(some()), "d: MODIFY early");
          in.told(
              () -> Files.move(in.at("d/early"), in.at("e/g")), "d: DELETE early", "e: CREATE g");
          in.told(() -> file.write(some()), "e: MODIFY g");
          in.told(
              () -> in.exchange("e/g", "d/f2"),
              "d: CREATE f2",
              "d: DELETE f2",
              "e: DELETE g",
              "e: CREATE g");
          in.told(() -> file.write(some()), "d: MODIFY f2");
          file.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void soDoesOneInADirectoryThatIsMoved(WatchSide side) throws Exception {
    side.play(
        METACOPY,
        in -> {
          FileChannel file = writer(in, "d/sub/s");
          in.watch("d/sub");
          in.told(() -> Files.move(in.at("d"), in.at("x")), "");
          in.told(() -> file.write(some()), "d/sub: MODIFY s");
          in.told(() -> Files.move(in.at("x/sub"), in.at("tub")), "");
          in.told(() -> file.write(some()), "d/sub: MODIFY s");
          file.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void anUnlinkedFileGoesByItsLastName(WatchSide side) throws Exception {
    side.play(
        in -> {
          FileChannel file = writer(in, "d/f");
          FileChannel replaced = writer(in, "d/f2");
          in.watch("d");
          in.watch("e");
          in.told(() -> Files.delete(in.at("d/f")), "d: DELETE f");
          in.told(() -> file.write(some()), "d: MODIFY f");
          in.told(() -> Files.createFile(in.at("d/f")), "d: CREATE f");
          in.told(() -> Files.move(in.at("d/f"), in.at("d/g")), "d: DELETE f", "d: CREATE g");
          in.told(() -> file.write(some()), "d: MODIFY f");
          in.told(
              () -> Files.move(in.at("d/g"), in.at("d/f2"), StandardCopyOption.ATOMIC_MOVE),
              "d: DELETE g",
              "d: CREATE f2");
          in.told(() -> replaced.write(some()), "d: MODIFY f2");
          in.told(() -> Files.move(in.at("d/f2"), in.at("e/k")), "d: DELETE f2", "e: CREATE k");
          in.told(() -> replaced.write(some()), "d: MODIFY f2");
          file.close();
          replaced.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void ofAFileWithManyNamesTheOneUsedIsTold(WatchSide side) throws Exception {
    side.play(
        in -> {
          Files.createLink(in.at("e/l"), in.at("d/f"));
          Files.createLink(in.at("d/l"), in.at("d/f"));
          FileChannel file = writer(in, "d/l");
          in.watch("d");
          in.watch("e");
          in.told(() -> file.write(some()), "d: MODIFY l");
          in.told(() -> Files.move(in.at("d/f"), in.at("d/g")), "d: DELETE f", "d: CREATE g");
          in.told(() -> file.write(some()), "d: MODIFY l");
          in.told(() -> Files.delete(in.at("d/l")), "d: DELETE l");
          in.told(() -> Files.setAttribute(in.at("e/l"), "unix:mode", 0600), "e: MODIFY l");
          in.told(() -> file.write(some()), "d: MODIFY l");
          in.told(() -> Files.move(in.at("d/g"), in.at("d/l")), "d: DELETE g", "d: CREATE l");
          in.told(() -> Files.move(in.at("d/l"), in.at("d/k")), "d: DELETE l", "d: CREATE k");
          in.told(() -> file.write(some()), "d: MODIFY l");
          file.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void soItIsWithANamesOfALowerFileUnderAnIndex(WatchSide side) throws Exception {
    side.play(
        INDEX,
        in -> {
          FileChannel early = FileChannel.open(in.at("d/h1"), StandardOpenOption.READ);
          in.watch("d");
          FileChannel file = writer(in, "d/h2");
          in.told(() -> file.write(some()), "d: MODIFY h2");
          in.told(() -> Files.move(in.at("d/h1"), in.at("d/h")), "d: DELETE h1", "d: CREATE h");
          in.told(() -> file.write(some()), "d: MODIFY h2");
          in.told(() -> Files.move(in.at("d/h2"), in.at("e/h")), "d: DELETE h2");
          in.told(() -> file.write(some()), "");
          file.close();
          early.close();
        });
  }

  @ParameterizedTest
  @EnumSource
  void attributesAloneModifyUnderMetacopy(WatchSide side) throws Exception {
    side.play(
        METACOPY,
        in -> {
          in.watch("d");
          in.told(() -> Files.setAttribute(in.at("d/f"), "unix:mode", 0600), "d: MODIFY f");
          in.told(() -> writer(in, "d/f").close(), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatFailsTellsNothing(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.told(() -> failing(() -> Files.createFile(in.at("d/f"))), "");
          in.told(() -> failing(() -> Files.delete(in.at("d/sub"))), "");
          in.told(() -> failing(() -> Files.delete(in.at("d/none"))), "");
          in.told(
              () ->
                  failing(
                      () ->
                          Files.move(in.at("d/f"), in.at("d/sub"), StandardCopyOption.ATOMIC_MOVE)),
              "");
        });
  }

  private static void failing(WatchPlace.Step step) throws Exception {
    try {
      step.run();
    } catch (java.io.IOException expected) {
      return;
    }
    throw new IllegalStateException("it did not fail");
  }

  @ParameterizedTest
  @EnumSource
  void timesOfOneViewAreOneEvent(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          FileTime time = FileTime.fromMillis(2000);
          in.told(
              () ->
                  Files.getFileAttributeView(in.at("d/f"), BasicFileAttributeView.class)
                      .setTimes(null, time, null),
              "d: MODIFY f");
        });
  }
}
