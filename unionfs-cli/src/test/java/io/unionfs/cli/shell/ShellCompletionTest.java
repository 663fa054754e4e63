package io.unionfs.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.cli.output.Streams;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Tab offers at the prompt in a container. */
class ShellCompletionTest {
  @Test
  void theFirstWordIsACommandTheOthersArePathsInTheContainer() throws Exception {
    Layer layer =
        Layer.builder()
            .named("base")
            .file("etc/hosts", "")
            .file("etc/hostname", "")
            .file("etc/apt/sources", "")
            .build();
    PrintStream out = new PrintStream(OutputStream.nullOutputStream());
    try (LabelledMount mount =
        LabelledMount.of("mount", List.of(layer), UnionFileSystem.builder())) {
      Shell shell =
          new Shell(mount, new Streams(InputStream.nullInputStream(), out, out, Set.of()));
      ShellCompletion completion = new ShellCompletion(shell);
      assertThat(completion.candidates(List.of(), "c")).containsExactly("cat", "cd", "chmod", "cp");
      assertThat(completion.candidates(List.of("ls"), "/etc/host"))
          .containsExactly("/etc/hostname", "/etc/hosts");
      assertThat(completion.candidates(List.of("ls", "-l"), "etc/"))
          .containsExactly("etc/apt/", "etc/hostname", "etc/hosts");
      shell.run(List.of(List.of("cd", "/etc")));
      assertThat(completion.candidates(List.of("cat"), "a")).containsExactly("apt/");
      assertThat(completion.candidates(List.of("cat"), "/none/")).isEmpty();
    }
  }
}
