package io.unionfs.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.Cli;
import io.unionfs.cli.output.Streams;
import io.unionfs.container.ContainerEngine;
import io.unionfs.store.Store;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Tab offers at the prompt of {@code unionfs shell}. */
class VerbCompletionTest {
  @TempDir private Path directory;
  private Context context;

  @BeforeEach
  void fill() {
    PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    context =
        new Context(
            new Streams(InputStream.nullInputStream(), out, out, Set.of()),
            InstantSource.system(),
            Map.of("UNIONFS_STORE", directory.resolve("store").toString()),
            store -> ContainerEngine.open(Store.open(store, InstantSource.system())));
    run("load", "-i", Cli.IMAGES.resolve("built-docker.tar").toString());
    run("create", "--name", "web", "built");
    run("create", "--name", "worker", "built");
    run("volume", "create", "data");
  }

  private void run(String... args) {
    assertThat(UnionfsCommand.execute(context.another(), args)).isZero();
  }

  private List<String> offered(String line) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    String word = words.remove(words.size() - 1);
    List<String> offered = new ArrayList<>();
    new VerbCompletion(context).candidates(words, word).forEach(offered::add);
    return offered;
  }

  @Test
  void verbsAreOfferedFirst() {
    assertThat(offered("")).contains("run", "images", "container", "exit");
    assertThat(offered("re")).containsExactly("rebase", "rename", "restart");
    assertThat(offered("volume ")).contains("ls", "create", "prune");
  }

  @Test
  void optionsTakeWhatThereIsForThem() {
    assertThat(offered("squash --base b")).containsExactly("built:latest");
    assertThat(offered("rebase --new-base b")).containsExactly("built:latest");
    assertThat(offered("verify --base b")).containsExactly("built:latest");
    assertThat(offered("analyze --against b")).containsExactly("built:latest");
    assertThat(offered("analyze --metric ")).containsExactly("dive", "exact");
    assertThat(offered("drivers --driver overlay2-")).containsExactly("overlay2-metacopy");
  }

  @Test
  void thenWhatTheVerbTakes() {
    assertThat(offered("rm ")).containsExactly("web", "worker");
    assertThat(offered("rm web wo")).containsExactly("worker");
    assertThat(offered("container stop we")).containsExactly("web");
    assertThat(offered("run --name x ")).containsExactly("built:latest", "localhost/built:latest");
    assertThat(offered("shell b")).containsExactly("built:latest");
    assertThat(offered("rmi b")).containsExactly("built:latest");
    assertThat(offered("volume rm ")).containsExactly("data");
    assertThat(offered("inspect ")).contains("web", "built:latest", "data");
  }

  @Test
  void optionsAreOfferedBehindADash() {
    assertThat(offered("ps --f")).containsExactly("--filter", "--format");
  }

  @Test
  void theWordsOfACommandInAContainerAreItsOwn() {
    assertThat(offered("exec web c")).containsExactly("cat", "cd", "chmod", "cp");
    assertThat(offered("exec -w / web cat -x /etc/on"))
        .containsExactly("/etc/one", "/etc/one-linked");
    assertThat(offered("run built l")).containsExactly("layers", "ln", "ls");
  }

  @Test
  void theEndsOfACopyAreHereOrInAContainer() {
    assertThat(offered("cp we")).containsExactly("web:");
    assertThat(offered("cp web:/o")).containsExactly("web:/opt/");
    assertThat(offered("cp web:/opt " + directory + "/s")).containsExactly(directory + "/store/");
    assertThat(offered("load -i " + directory + "/s")).containsExactly(directory + "/store/");
  }
}
