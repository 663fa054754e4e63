package io.unionfs.oracle;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registration, keys and the service's queue, of the union and of the default provider. */
class WatchKeysTest {
  private enum Foreign implements WatchEvent.Modifier {
    MODIFIER
  }

  private record OtherKind(String name, Class<Object> type) implements WatchEvent.Kind<Object> {}

  private static final WatchEvent.Kind<?>[] CREATE = {ENTRY_CREATE};

  private static String answer(Callable<?> question) {
    try {
      return String.valueOf(question.call());
    } catch (Exception e) {
      String message = e.getMessage() == null ? "" : ": " + e.getMessage();
      return e.getClass().getSimpleName() + message;
    }
  }

  private static String pending(WatchKey key) {
    List<String> events = new ArrayList<>();
    for (WatchEvent<?> event : key.pollEvents()) {
      String kind = event.kind().name().replace("ENTRY_", "");
      events.add(kind + " " + event.context() + " x" + event.count());
    }
    return String.join(", ", events);
  }

  /** Sets an attribute, which is an event of its own: all that was done before was told. */
  private static void touch(WatchPlace in, String... paths) throws Exception {
    for (String path : paths) {
      Files.setPosixFilePermissions(in.at(path), PosixFilePermissions.fromString("rw-------"));
      in.settle();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeRegistered(WatchSide side) throws Exception {
    WatchEvent.Kind<?> other = new OtherKind("mine", Object.class);
    side.play(
        in -> {
          WatchService service = in.service();
          Path d = in.at("d");
          in.same(
              "NotDirectoryException: /d/f",
              answer(() -> in.at("d/f").register(service, ENTRY_CREATE)));
          in.same(
              "NoSuchFileException: /none",
              answer(() -> in.at("none").register(service, ENTRY_CREATE)));
          in.same(
              "FileSystemException: /d/f/x: Not a directory",
              answer(() -> in.at("d/f/x").register(service, ENTRY_CREATE)));
          in.same(
              "IllegalArgumentException: No events to register", answer(() -> d.register(service)));
          in.same(
              "IllegalArgumentException: No events to register",
              answer(() -> in.at("none").register(service, OVERFLOW)));
          in.same("NullPointerException", answer(() -> d.register(null, ENTRY_CREATE)));
          in.same(
              "NullPointerException: An element in event set is 'null'",
              answer(() -> d.register(service, ENTRY_CREATE, null)));
          in.same(
              "NullPointerException",
              answer(() -> d.register(service, CREATE, (WatchEvent.Modifier) null)));
          in.same(
              "UnsupportedOperationException: mine",
              answer(() -> in.at("none").register(service, other)));
          in.same(
              "UnsupportedOperationException: Modifier not supported",
              answer(() -> in.at("none").register(service, CREATE, Foreign.MODIFIER)));
          in.same(
              "IllegalArgumentException: No events to register",
              answer(() -> d.register(service, new WatchEvent.Kind<?>[0], Foreign.MODIFIER)));
          in.same(
              "ProviderMismatchException",
              answer(() -> d.register(WatchPlace.foreign(), ENTRY_CREATE)));
          for (String type : List.of("Sensitivity", "Extended")) {
            Object[] modifiers =
                Class.forName("com.sun.nio.file." + type + "WatchEventModifier").getEnumConstants();
            for (Object modifier : modifiers) {
              in.same(
                  type.equals("Sensitivity")
                      ? "true"
                      : "UnsupportedOperationException: Modifier not supported",
                  answer(
                      () -> d.register(service, CREATE, (WatchEvent.Modifier) modifier).isValid()));
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void oneDirectoryHasOneKeyInAService(WatchSide side) throws Exception {
    side.play(
        in -> {
          Files.createSymbolicLink(in.at("l"), in.at("/d"));
          WatchKey key = in.watch("d", ENTRY_CREATE);
          in.told(() -> Files.delete(in.at("d/f")), "");
          WatchKey again = in.at("l").register(in.service(), ENTRY_DELETE);
          in.same("true", answer(() -> again == key));
          in.same("/d", key.watchable().toString());
          in.told(() -> Files.createFile(in.at("d/f")), "");
          in.told(() -> Files.delete(in.at("d/f")), "d: DELETE f");
          WatchService other = in.at("/").getFileSystem().newWatchService();
          in.same("false", answer(() -> in.at("d").register(other, ENTRY_CREATE) == key));
          other.close();
          in.same("true", answer(key::isValid));
          key.cancel();
          in.same("false", answer(key::isValid));
          WatchKey fresh = in.watch("d");
          in.same("false", answer(() -> fresh == key));
          in.told(() -> Files.createFile(in.at("d/f")), "d: CREATE f", "d is gone");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsQueuedOnceUntilItIsReset(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey key = in.at("d").register(in.service(), ENTRY_CREATE, ENTRY_DELETE);
          in.same("null", answer(in::next));
          in.same("true", answer(key::reset));
          Files.createFile(in.at("d/n"));
          in.settle();
          in.same("true", answer(() -> in.next() == key));
          in.same("CREATE n x1", pending(key));
          Files.delete(in.at("d/n"));
          in.settle();
          in.same("null", answer(in::next));
          in.same("true", answer(key::reset));
          in.same("true", answer(() -> in.next() == key));
          in.same("true", answer(key::reset));
          in.same("true", answer(() -> in.next() == key));
          in.same("DELETE n x1", pending(key));
          in.same("true", answer(key::reset));
          in.same("null", answer(() -> in.service().poll(1, TimeUnit.MILLISECONDS)));
          in.same("null", answer(() -> in.service().poll(-1, TimeUnit.SECONDS)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledKeyKeepsWhatWasPending(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey key = in.at("d").register(in.service(), ENTRY_CREATE);
          Files.createFile(in.at("d/n"));
          in.settle();
          key.cancel();
          key.cancel();
          Files.createFile(in.at("d/m"));
          in.settle();
          in.same("true", answer(() -> in.next() == key));
          in.same("CREATE n x1", pending(key));
          in.same("false", answer(key::reset));
          in.same("null", answer(in::next));
        });
  }

  @ParameterizedTest
  @EnumSource
  void theKeyOfARemovedDirectoryIsSignalled(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey parent = in.at("d").register(in.service(), ENTRY_DELETE);
          WatchKey key = in.at("d/bare").register(in.service(), ENTRY_DELETE);
          Files.delete(in.at("d/bare"));
          in.settle();
          in.same("true", answer(() -> in.next() == key));
          in.same("", pending(key));
          in.same("false", answer(key::isValid));
          in.same("false", answer(key::reset));
          in.same("true", answer(() -> in.next() == parent));
          in.same("NoSuchFileException: /d/bare", answer(() -> in.watch("d/bare")));
        });
  }

  @ParameterizedTest
  @EnumSource
  void modificationsOfAFileAreOneEventWhileNothingElseHappensToIt(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey key =
              in.at("d").register(in.service(), ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
          touch(in, "d/f", "d/f2", "d/f", "d/f2");
          in.same("MODIFY f x2, MODIFY f2 x2", pending(key));
          touch(in, "d/f");
          Files.delete(in.at("d/f"));
          Files.createFile(in.at("d/f"));
          in.settle();
          touch(in, "d/f", "d/f2", "d/f");
          in.same("MODIFY f x1, DELETE f x1, CREATE f x1, MODIFY f x2, MODIFY f2 x1", pending(key));
        });
  }

  @ParameterizedTest
  @EnumSource
  void moreThan512PendingEventsAreAnOverflow(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey key = in.at("d").register(in.service(), ENTRY_CREATE);
          for (int[] batch : new int[][] {{0, 512}, {512, 1025}, {1025, 1600}}) {
            for (int i = batch[0]; i < batch[1]; i++) {
              Files.createFile(in.at("d/n" + i));
            }
            in.settle();
            String events = pending(key);
            in.same(
                switch (batch[0]) {
                  case 0 -> "512";
                  case 512 -> "OVERFLOW null x1";
                  default -> "OVERFLOW null x63";
                },
                batch[0] == 0 ? "" + events.split(", ").length : events);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aClosedServiceIsClosedForAll(WatchSide side) throws Exception {
    side.play(
        in -> {
          WatchKey key = in.at("d").register(in.service(), ENTRY_CREATE);
          Files.createFile(in.at("d/n"));
          in.settle();
          in.service().close();
          in.service().close();
          in.same("ClosedWatchServiceException", answer(() -> in.service().poll()));
          in.same("ClosedWatchServiceException", answer(() -> in.service().take()));
          in.same(
              "ClosedWatchServiceException",
              answer(() -> in.service().poll(1, TimeUnit.MILLISECONDS)));
          in.same("ClosedWatchServiceException", answer(() -> in.watch("none")));
          in.same(
              "IllegalArgumentException: No events to register",
              answer(() -> in.at("d").register(in.service())));
          in.same("false", answer(key::isValid));
          in.same("false", answer(key::reset));
          in.same("CREATE n x1", pending(key));
          key.cancel();
        });
  }
}
