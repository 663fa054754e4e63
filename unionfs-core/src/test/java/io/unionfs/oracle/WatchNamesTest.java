package io.unionfs.oracle;

import io.unionfs.oracle.MountOptions.RedirectDir;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a watched directory tells of names that come, go and move. */
class WatchNamesTest {
  private static final MountOptions REDIRECTS = MountOptions.DEFAULT.with(RedirectDir.ON);

  @ParameterizedTest
  @EnumSource
  void whatIsMadeIsCreated(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.told(() -> Files.createFile(in.at("d/n")), "d: CREATE n");
          in.told(() -> Files.createDirectory(in.at("d/m")), "d: CREATE m");
          in.told(() -> Files.createSymbolicLink(in.at("d/l"), in.at("f")), "d: CREATE l");
          in.told(() -> in.fifo("d/p"), "d: CREATE p");
          in.told(() -> Files.createFile(in.at("d/m/inside")), "");
          in.told(() -> Files.createDirectory(in.at("x")), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRemovedIsDeleted(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.told(() -> Files.delete(in.at("d/f")), "d: DELETE f");
          in.told(() -> Files.delete(in.at("d/top")), "d: DELETE top");
          in.told(() -> Files.delete(in.at("d/bare")), "d: DELETE bare");
          in.told(() -> Files.delete(in.at("d/sub/s")), "");
          in.told(() -> Files.delete(in.at("d/sub")), "d: DELETE sub");
          in.told(() -> Files.createFile(in.at("d/f")), "d: CREATE f");
          in.told(() -> Files.delete(in.at("d/f")), "d: DELETE f");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aHardLinkTellsOfItsNewNameAlone(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("e");
          in.told(() -> Files.createLink(in.at("d/l"), in.at("d/f")), "d: CREATE l");
          in.told(() -> Files.createLink(in.at("e/l"), in.at("d/f")), "e: CREATE l");
          in.told(() -> Files.delete(in.at("d/f")), "d: DELETE f");
          in.told(() -> Files.createLink(in.at("d/h3"), in.at("d/h1")), "d: CREATE h3");
          in.told(() -> Files.delete(in.at("d/h2")), "d: DELETE h2");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aRenameTellsTheOldNameAndThenTheNew(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("e");
          in.told(() -> Files.move(in.at("d/f"), in.at("d/g")), "d: DELETE f", "d: CREATE g");
          in.told(() -> Files.move(in.at("d/g"), in.at("e/g")), "d: DELETE g", "e: CREATE g");
          in.told(() -> Files.move(in.at("e/g"), in.at("g")), "e: DELETE g");
          in.told(() -> Files.move(in.at("g"), in.at("d/f")), "d: CREATE f");
          in.told(() -> Files.createDirectory(in.at("d/m")), "d: CREATE m");
          in.told(() -> Files.move(in.at("d/m"), in.at("d/k")), "d: DELETE m", "d: CREATE k");
        });
  }

  @ParameterizedTest
  @EnumSource
  void whatARenameReplacesIsNotToldOf(WatchSide side) throws Exception {
    StandardCopyOption over = StandardCopyOption.ATOMIC_MOVE;
    side.play(
        in -> {
          in.watch("d");
          in.told(
              () -> Files.move(in.at("d/f"), in.at("d/f2"), over), "d: DELETE f", "d: CREATE f2");
          in.told(() -> Files.move(in.at("e/f"), in.at("d/f2"), over), "d: CREATE f2");
          in.told(() -> Files.createDirectory(in.at("d/m")), "d: CREATE m");
          in.told(() -> Files.createDirectory(in.at("d/k")), "d: CREATE k");
          in.told(() -> Files.move(in.at("d/m"), in.at("d/k"), over), "d: DELETE m", "d: CREATE k");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aRenameThatDoesNothingTellsNothing(WatchSide side) throws Exception {
    StandardCopyOption over = StandardCopyOption.ATOMIC_MOVE;
    side.play(
        in -> {
          in.watch("d");
          in.told(() -> Files.createLink(in.at("d/l"), in.at("d/f")), "d: CREATE l");
          in.told(() -> Files.move(in.at("d/f"), in.at("d/l"), over), "");
          in.told(() -> Files.move(in.at("d/f"), in.at("d/f"), over), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void anExchangeTellsBothNamesTwice(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("e");
          in.told(
              () -> in.exchange("d/f", "d/f2"),
              "d: DELETE f",
              "d: CREATE f2",
              "d: DELETE f2",
              "d: CREATE f");
          in.told(
              () -> in.exchange("d/f", "e/f"),
              "d: DELETE f",
              "d: CREATE f",
              "e: CREATE f",
              "e: DELETE f");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aMoveThatIsACopyTellsAllItDoes(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.toldOnceOrMore(
              () -> Files.move(in.at("d/bare"), in.at("d/moved")),
              "d: CREATE moved",
              "d: MODIFY moved",
              "d: DELETE bare");
        });
  }

  @ParameterizedTest
  @EnumSource
  void theWatchFollowsItsDirectory(WatchSide side) throws Exception {
    side.play(
        REDIRECTS,
        in -> {
          in.watch("d");
          in.watch("d/sub");
          in.told(() -> Files.move(in.at("d"), in.at("n")), "");
          in.told(() -> Files.createFile(in.at("n/x")), "d: CREATE x");
          in.told(() -> Files.writeString(in.at("n/f2"), ""), "d: MODIFY f2");
          in.told(
              () -> Files.move(in.at("n/sub"), in.at("n/tub")), "d: DELETE sub", "d: CREATE tub");
          in.told(() -> Files.delete(in.at("n/tub/s")), "d/sub: DELETE s");
          in.told(() -> Files.createDirectory(in.at("d")), "");
          in.told(() -> Files.createFile(in.at("d/x")), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void theRootIsWatchedToo(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch(".");
          in.told(() -> Files.createFile(in.at("n")), ".: CREATE n");
          in.told(() -> Files.createFile(in.at("d/n")), "");
          in.told(() -> Files.setAttribute(in.at("d"), "unix:mode", 0700), ".: MODIFY d");
        });
  }

  @ParameterizedTest
  @EnumSource
  void theWatchOfARemovedDirectoryIsGone(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("d/bare");
          in.watch("d/sub");
          in.told(() -> Files.delete(in.at("d/bare")), "d: DELETE bare", "d/bare is gone");
          in.told(() -> Files.delete(in.at("d/sub/s")), "d/sub: DELETE s");
          in.told(() -> Files.delete(in.at("d/sub")), "d: DELETE sub", "d/sub is gone");
          in.told(() -> Files.createDirectory(in.at("d/sub")), "d: CREATE sub");
          in.told(() -> Files.createFile(in.at("d/sub/x")), "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void soIsThatOfOneThatARenameReplaces(WatchSide side) throws Exception {
    side.play(
        in -> {
          Files.createDirectory(in.at("m"));
          in.watch("d");
          in.watch("d/bare");
          in.watch("m");
          in.told(
              () -> Files.move(in.at("m"), in.at("d/bare"), StandardCopyOption.ATOMIC_MOVE),
              "d: CREATE bare",
              "d/bare is gone");
          in.told(() -> Files.createFile(in.at("d/bare/x")), "m: CREATE x");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryThatIsOpenIsWatchedUntilItIsClosed(WatchSide side) throws Exception {
    side.play(
        in -> {
          in.watch("d");
          in.watch("d/bare");
          FileChannel open = FileChannel.open(in.at("d/bare"));
          in.told(() -> Files.delete(in.at("d/bare")), "d: DELETE bare");
          in.told(open::close, "d/bare is gone");
        });
  }
}
