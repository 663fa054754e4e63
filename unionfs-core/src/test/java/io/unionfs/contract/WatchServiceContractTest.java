package io.unionfs.contract;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code WatchService}, {@code WatchKey}, {@code WatchEvent}, {@code Path.register}. */
class WatchServiceContractTest extends Contract {
  private static final WatchEvent.Kind<?>[] ALL = {ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY};

  private WatchService service;
  private boolean made;

  @BeforeEach
  void noService() {
    made = false;
  }

  @AfterEach
  void closeService() throws IOException {
    if (made) {
      service.close();
    }
  }

  private WatchService service() throws IOException {
    if (!made) {
      service = fs.newWatchService();
      made = true;
    }
    return service;
  }

  private WatchKey watch(String directory, WatchEvent.Kind<?>... kinds) throws IOException {
    return at(directory).register(service(), kinds.length == 0 ? ALL : kinds);
  }

  /** The events up to one that satisfies {@code last}, as {@code KIND name}. */
  private List<String> eventsUntil(Predicate<String> last) throws Exception {
    List<String> events = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (events.stream().noneMatch(last)) {
      WatchKey key = service().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertThat(key).as("events so far: %s", events).isNotNull();
      for (WatchEvent<?> event : key.pollEvents()) {
        events.add(event.kind().name() + " " + event.context());
      }
      key.reset();
    }
    return events;
  }

  private List<String> eventsUntil(String last) throws Exception {
    return eventsUntil(last::equals);
  }

  // ---- register ----

  @Test
  void registerReturnsAValidKeyOfTheDirectory() throws Exception {
    WatchKey key = watch("dir");
    assertThat(key.isValid()).isTrue();
    assertThat(key.watchable()).isEqualTo(at("dir"));
    assertThat(key.pollEvents()).isEmpty();
  }

  @Test
  void registeringAgainReturnsTheSameKeyWithTheNewKinds() throws Exception {
    WatchKey key = watch("dir", ENTRY_DELETE);
    assertThat(watch("dir", ENTRY_CREATE)).isSameAs(key);
    Files.delete(at("dir/x"));
    Files.createFile(at("dir/new"));
    assertThat(eventsUntil("ENTRY_CREATE new")).doesNotContain("ENTRY_DELETE x");
  }

  @Test
  void twoServicesWatchOneDirectory() throws Exception {
    WatchKey key = watch("dir");
    try (WatchService other = fs.newWatchService()) {
      WatchKey second = at("dir").register(other, ALL);
      assertThat(second).isNotSameAs(key);
      Files.createFile(at("dir/new"));
      eventsUntil("ENTRY_CREATE new");
      assertThat(other.poll(5, TimeUnit.SECONDS)).isSameAs(second);
    }
  }

  @Test
  void onlyADirectoryIsWatched() {
    assertThrows(NotDirectoryException.class, () -> watch("f"));
  }

  @Test
  void aMissingDirectoryIsNotWatched() {
    assertThrows(NoSuchFileException.class, () -> watch("missing"));
  }

  @Test
  void noKindsAreIllegal() {
    assertThrows(IllegalArgumentException.class, () -> at("dir").register(service()));
    assertThrows(IllegalArgumentException.class, () -> at("dir").register(service(), OVERFLOW));
  }

  @Test
  void overflowIsIgnoredBesideOthers() throws Exception {
    assertThat(watch("dir", OVERFLOW, ENTRY_CREATE).isValid()).isTrue();
  }

  @Test
  void aKindOfOthersIsUnsupported() {
    WatchEvent.Kind<Path> kind =
        new WatchEvent.Kind<>() {
          @Override
          public String name() {
            return "OTHER";
          }

          @Override
          public Class<Path> type() {
            return Path.class;
          }
        };
    assertThrows(UnsupportedOperationException.class, () -> watch("dir", kind));
  }

  @Test
  void aModifierOfOthersIsUnsupported() {
    assertThrows(
        UnsupportedOperationException.class,
        () -> at("dir").register(service(), ALL, () -> "OTHER"));
  }

  @Test
  void aLinkToADirectoryIsFollowed() throws Exception {
    WatchKey key = watch("ld");
    assertThat(key.watchable()).isEqualTo(at("ld"));
    Files.createFile(at("dir/new"));
    assertThat(eventsUntil("ENTRY_CREATE new")).isNotEmpty();
  }

  // ---- events ----

  @Test
  void aNewFileIsCreated() throws Exception {
    watch("dir");
    Files.writeString(at("dir/new"), "x");
    assertThat(eventsUntil("ENTRY_CREATE new").get(0)).isEqualTo("ENTRY_CREATE new");
  }

  @Test
  void aNewDirectoryLinkOrHardLinkIsCreated() throws Exception {
    watch("dir", ENTRY_CREATE);
    Files.createDirectory(at("dir/directory"));
    eventsUntil("ENTRY_CREATE directory");
    Files.createSymbolicLink(at("dir/link"), path("x"));
    eventsUntil("ENTRY_CREATE link");
    Files.createLink(at("dir/hard"), at("f"));
    eventsUntil("ENTRY_CREATE hard");
  }

  @Test
  void aDeletedFileIsDeleted() throws Exception {
    watch("dir");
    Files.delete(at("dir/x"));
    eventsUntil("ENTRY_DELETE x");
  }

  @Test
  void aWrittenFileIsModified() throws Exception {
    watch("dir", ENTRY_MODIFY);
    Files.writeString(at("dir/x"), "changed");
    eventsUntil("ENTRY_MODIFY x");
  }

  @Test
  void aFileWhoseAttributesChangeIsModified() throws Exception {
    // Not said by the Javadoc; the default provider asks inotify for IN_ATTRIB too.
    watch("dir", ENTRY_MODIFY);
    Files.setPosixFilePermissions(at("dir/x"), PosixFilePermissions.fromString("rwxrwxrwx"));
    eventsUntil("ENTRY_MODIFY x");
  }

  @Test
  void aRenamedFileIsDeletedAndCreated() throws Exception {
    watch("dir", ENTRY_CREATE, ENTRY_DELETE);
    Files.move(at("dir/x"), at("dir/new"));
    assertThat(eventsUntil("ENTRY_CREATE new")).contains("ENTRY_DELETE x");
  }

  @Test
  void aFileThatMovesAwayIsDeletedAndOneThatComesIsCreated() throws Exception {
    watch("dir", ENTRY_CREATE, ENTRY_DELETE);
    Files.move(at("dir/x"), at("empty/x"));
    eventsUntil("ENTRY_DELETE x");
    Files.move(at("f"), at("dir/f"));
    eventsUntil("ENTRY_CREATE f");
  }

  @Test
  void aReplacedFileIsCreated() throws Exception {
    watch("dir", ENTRY_CREATE);
    Files.move(at("f"), at("dir/x"), StandardCopyOption.REPLACE_EXISTING);
    eventsUntil("ENTRY_CREATE x");
  }

  @Test
  void whatHappensInASubdirectoryIsNotToldOfItsEntries() throws Exception {
    watch("dir", ENTRY_CREATE);
    Files.createFile(at("dir/sub/deep"));
    Files.createFile(at("dir/last"));
    assertThat(eventsUntil("ENTRY_CREATE last")).containsExactly("ENTRY_CREATE last");
  }

  @Test
  void onlyTheKindsThatWereAskedForAreTold() throws Exception {
    watch("dir", ENTRY_DELETE);
    Files.createFile(at("dir/new"));
    Files.writeString(at("dir/new"), "x");
    Files.delete(at("dir/x"));
    assertThat(eventsUntil("ENTRY_DELETE x")).containsExactly("ENTRY_DELETE x");
  }

  @Test
  void theContextIsARelativePathOfTheSameFilesystem() throws Exception {
    WatchKey key = watch("dir");
    Files.createFile(at("dir/new"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    WatchEvent<?> event = key.pollEvents().get(0);
    assertThat(event.context()).isEqualTo(path("new"));
    assertThat(event.kind()).isSameAs(ENTRY_CREATE);
    assertThat(event.count()).isEqualTo(1);
  }

  @Test
  void repeatedEventsAreCountedTogether() throws Exception {
    WatchKey key = watch("dir", ENTRY_MODIFY);
    for (int i = 0; i < 5; i++) {
      Files.setLastModifiedTime(
          at("dir/x"), java.nio.file.attribute.FileTime.fromMillis(1_000L * i));
    }
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    Thread.sleep(100);
    List<WatchEvent<?>> events = key.pollEvents();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).count()).isGreaterThanOrEqualTo(1);
  }

  // ---- keys ----

  @Test
  void aSignalledKeyIsNotQueuedAgainUntilItIsReset() throws Exception {
    WatchKey key = watch("dir", ENTRY_CREATE);
    Files.createFile(at("dir/one"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    Files.createFile(at("dir/two"));
    assertThat(service().poll(100, TimeUnit.MILLISECONDS)).isNull();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    List<WatchEvent<?>> events = new ArrayList<>(key.pollEvents());
    while (events.size() < 2 && System.nanoTime() < deadline) {
      Thread.sleep(1);
      events.addAll(key.pollEvents());
    }
    assertThat(events).hasSize(2);
    assertThat(service().poll()).isNull();
    assertThat(key.reset()).isTrue();
    assertThat(service().poll()).isNull();
  }

  @Test
  void resetQueuesAKeyThatHasEventsPending() throws Exception {
    WatchKey key = watch("dir", ENTRY_CREATE);
    Files.createFile(at("dir/one"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    assertThat(key.reset()).isTrue();
    assertThat(service().poll()).isSameAs(key);
  }

  @Test
  void resetOfAKeyThatIsReadyHasNoEffect() throws Exception {
    WatchKey key = watch("dir");
    assertThat(key.reset()).isTrue();
    assertThat(service().poll()).isNull();
  }

  @Test
  void pollEventsRemovesTheEvents() throws Exception {
    WatchKey key = watch("dir", ENTRY_CREATE);
    Files.createFile(at("dir/new"));
    service().poll(5, TimeUnit.SECONDS);
    assertThat(key.pollEvents()).hasSize(1);
    assertThat(key.pollEvents()).isEmpty();
  }

  @Test
  void aCancelledKeyIsNotValidAndTellsNothing() throws Exception {
    WatchKey key = watch("dir");
    key.cancel();
    assertThat(key.isValid()).isFalse();
    key.cancel();
    Files.createFile(at("dir/new"));
    assertThat(service().poll(100, TimeUnit.MILLISECONDS)).isNull();
    assertThat(key.reset()).isFalse();
  }

  @Test
  void aCancelledKeyStillGivesThePendingEvents() throws Exception {
    WatchKey key = watch("dir", ENTRY_CREATE);
    Files.createFile(at("dir/new"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    key.cancel();
    assertThat(key.pollEvents()).hasSize(1);
  }

  @Test
  void afterCancelRegisteringMakesANewKey() throws Exception {
    WatchKey key = watch("dir");
    key.cancel();
    WatchKey second = watch("dir");
    assertThat(second).isNotSameAs(key);
    assertThat(second.isValid()).isTrue();
  }

  @Test
  void aDeletedDirectorysKeyIsSignalledAndInvalid() throws Exception {
    WatchKey key = watch("empty");
    Files.delete(at("empty"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    key.pollEvents();
    assertThat(key.isValid()).isFalse();
    assertThat(key.reset()).isFalse();
  }

  @Test
  void aDirectoryThatWasMadeAnewIsNotWatched() throws Exception {
    WatchKey key = watch("empty");
    Files.delete(at("empty"));
    Files.createDirectory(at("empty"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    key.pollEvents();
    assertThat(key.reset()).isFalse();
  }

  @Test
  void aMovedDirectoryIsStillWatched() throws Exception {
    Files.createDirectory(at("made"));
    watch("made", ENTRY_CREATE);
    Files.move(at("made"), at("moved"));
    Files.createFile(at("moved/new"));
    eventsUntil("ENTRY_CREATE new");
  }

  // ---- service ----

  @Test
  void pollOfNoKeysIsNull() throws Exception {
    assertThat(service().poll()).isNull();
    assertThat(service().poll(1, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void takeWaitsForAKey() throws Exception {
    WatchKey key = watch("dir");
    WatchService watcher = service();
    CompletableFuture<WatchKey> taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return watcher.take();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Files.createFile(at("dir/new"));
    assertThat(taken.get(5, TimeUnit.SECONDS)).isSameAs(key);
  }

  @Test
  void takeIsInterrupted() throws Exception {
    service();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, service::take);
    assertThat(service.poll()).isNull();
  }

  @Test
  void aClosedServiceRefuses() throws Exception {
    service().close();
    service.close();
    assertThrows(ClosedWatchServiceException.class, service::poll);
    assertThrows(ClosedWatchServiceException.class, service::take);
    assertThrows(ClosedWatchServiceException.class, () -> service.poll(1, TimeUnit.MILLISECONDS));
    assertThrows(ClosedWatchServiceException.class, () -> watch("dir"));
  }

  @Test
  void closingTheServiceMakesItsKeysInvalid() throws Exception {
    WatchKey key = watch("dir");
    service.close();
    assertThat(key.isValid()).isFalse();
    assertThat(key.reset()).isFalse();
  }

  @Test
  void closingTheServiceWakesWhoWaits() throws Exception {
    WatchService watcher = service();
    CompletableFuture<WatchKey> taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return watcher.take();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Thread.sleep(50);
    watcher.close();
    var failure = assertThrows(ExecutionException.class, () -> taken.get(5, TimeUnit.SECONDS));
    assertThat(failure.getCause()).isInstanceOf(ClosedWatchServiceException.class);
  }

  @Test
  void tooManyEventsOverflow() throws Exception {
    // More than the 512 that a key of the default provider holds.
    WatchKey key = watch("dir", ENTRY_CREATE);
    for (int i = 0; i < 600; i++) {
      Files.createFile(at("dir/new" + i));
    }
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(key);
    awaitOthers();
    List<WatchEvent<?>> events = key.pollEvents();
    assertThat(events).anyMatch(event -> event.kind() == OVERFLOW && event.context() == null);
    assertThat(events).hasSizeLessThan(600);
  }

  /** Waits until everything is told that was changed in directories whose keys are signalled. */
  private void awaitOthers() throws Exception {
    if (subject != Subject.DEFAULT_PROVIDER) {
      Thread.sleep(300);
      return;
    }
    // Its thread tells of changes in their order.
    WatchKey last = watch("empty", ENTRY_CREATE);
    Files.createFile(at("empty/last"));
    assertThat(service().poll(5, TimeUnit.SECONDS)).isSameAs(last);
  }
}
