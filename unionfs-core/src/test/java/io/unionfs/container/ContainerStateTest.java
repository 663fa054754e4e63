package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.container.Container.Status;
import io.unionfs.store.StoreException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every change in every state, as Docker 20.10 was seen to take it, with its words. */
class ContainerStateTest {
  private static final Instant BEFORE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
  private static final int TERMINATED = 143;

  private static ContainerState in(Status status) throws StoreException {
    ContainerState running = ContainerState.CREATED.start("web", BEFORE);
    return switch (status) {
      case CREATED -> ContainerState.CREATED;
      case RUNNING -> running;
      case PAUSED -> running.pause("web");
      case EXITED -> running.exited("web", 3, BEFORE);
    };
  }

  private static ContainerState after(String change, ContainerState state) throws StoreException {
    return switch (change) {
      case "start" -> state.start("web", NOW);
      case "stop" -> state.stop(TERMINATED, NOW);
      case "kill" -> state.kill("web", NOW);
      case "restart" -> state.restart(TERMINATED, NOW);
      case "pause" -> state.pause("web");
      case "unpause" -> state.unpause("web");
      case "exited" -> state.exited("web", 7, NOW);
      default -> throw new IllegalArgumentException(change);
    };
  }

  @ParameterizedTest(name = "{1} of a {0} container")
  @CsvSource({
    "CREATED, start, RUNNING, 0",
    "CREATED, stop, CREATED, 0",
    "CREATED, restart, RUNNING, 0",
    "RUNNING, start, RUNNING, 0",
    "RUNNING, stop, EXITED, 143",
    "RUNNING, kill, EXITED, 137",
    "RUNNING, restart, RUNNING, 0",
    "RUNNING, pause, PAUSED, 0",
    "RUNNING, exited, EXITED, 7",
    "PAUSED, stop, EXITED, 143",
    "PAUSED, kill, EXITED, 137",
    "PAUSED, restart, RUNNING, 0",
    "PAUSED, unpause, RUNNING, 0",
    "PAUSED, exited, EXITED, 7",
    "EXITED, start, RUNNING, 0",
    "EXITED, stop, EXITED, 3",
    "EXITED, restart, RUNNING, 0",
  })
  void whatIsAllowed(Status from, String change, Status to, int exitCode) throws StoreException {
    ContainerState next = after(change, in(from));
    assertThat(next.status()).isEqualTo(to);
    assertThat(next.exitCode()).isEqualTo(exitCode);
    assertThat(next.restartCount()).isZero();
  }

  @ParameterizedTest(name = "{1} of a {0} container")
  @CsvSource({
    "CREATED, kill, Cannot kill container: web: Container web is not running",
    "CREATED, pause, Container web is not running",
    "CREATED, unpause, Container web is not paused",
    "CREATED, exited, Container web is not running",
    "RUNNING, unpause, Container web is not paused",
    "PAUSED, start, 'cannot start a paused container, try unpause instead'",
    "PAUSED, pause, Container web is already paused",
    "EXITED, kill, Cannot kill container: web: Container web is not running",
    "EXITED, pause, Container web is not running",
    "EXITED, unpause, Container web is not paused",
    "EXITED, exited, Container web is not running",
  })
  void whatIsRefused(Status from, String change, String words) throws StoreException {
    ContainerState state = in(from);
    assertThatThrownBy(() -> after(change, state))
        .isInstanceOf(StoreException.class)
        .hasMessage(words);
  }

  @ParameterizedTest(name = "exec in a {0} container")
  @CsvSource({
    "CREATED, Container web is not running",
    "PAUSED, 'Container web is paused, unpause the container before exec'",
    "EXITED, Container web is not running",
  })
  void nothingIsRunButInARunningContainer(Status status, String words) throws StoreException {
    ContainerState state = in(status);
    assertThatThrownBy(() -> state.checkExec("web")).hasMessage(words);
    in(Status.RUNNING).checkExec("web");
  }

  @Test
  void whatIsAliveIsNotRemoved() throws StoreException {
    ContainerState running = in(Status.RUNNING);
    assertThatThrownBy(() -> running.checkRemove("web"))
        .hasMessage(
            "You cannot remove a running container web. Stop the container before attempting"
                + " removal or force remove");
    ContainerState paused = in(Status.PAUSED);
    assertThatThrownBy(() -> paused.checkRemove("web"))
        .hasMessage(
            "You cannot remove a paused container web. Unpause and then stop the container before"
                + " attempting removal or force remove");
    in(Status.CREATED).checkRemove("web");
    in(Status.EXITED).checkRemove("web");
  }

  @Test
  void timesAreThoseOfTheLastRun() throws StoreException {
    ContainerState ended = in(Status.EXITED);
    assertThat(ended.startedAt()).contains(BEFORE);
    assertThat(ended.finishedAt()).contains(BEFORE);
    ContainerState again = ended.start("web", NOW);
    assertThat(again.startedAt()).contains(NOW);
    assertThat(again.finishedAt()).as("that of the run before").contains(BEFORE);
    assertThat(ContainerState.CREATED.startedAt()).isEqualTo(Optional.empty());
    assertThat(in(Status.RUNNING).restart(TERMINATED, NOW).finishedAt()).contains(NOW);
  }
}
