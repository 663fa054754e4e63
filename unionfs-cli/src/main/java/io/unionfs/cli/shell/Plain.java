package io.unionfs.cli.shell;

import io.unionfs.cli.output.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** The built-ins that a shell itself has: echo, env, true, false, sh. */
final class Plain {
  private Plain() {}

  static void register(Map<String, Shell.Described> builtins) {
    put(builtins, "echo [-n] [WORD…]", "print the words; -n without a line end", Plain::echo);
    put(builtins, "env", "print the variables", Plain::env);
    put(builtins, "false", "fail", (shell, words) -> shell.endWith(1));
    put(builtins, "sh [-c SCRIPT | FILE]", "run a script, or this shell anew", Plain::sh);
    put(builtins, "true", "do nothing", (shell, words) -> {});
  }

  private static void put(
      Map<String, Shell.Described> builtins, String usage, String does, Shell.Builtin builtin) {
    builtins.put(usage.split(" ")[0], new Shell.Described(usage, does, builtin));
  }

  private static void echo(Shell shell, List<String> words) {
    boolean bare = !words.isEmpty() && words.get(0).equals("-n");
    shell.out().print(String.join(" ", bare ? words.subList(1, words.size()) : words));
    if (!bare) {
      shell.out().println();
    }
  }

  private static void env(Shell shell, List<String> words) throws CommandFailure {
    Arguments.parse("env", words, "").operands(0, 0, "env");
    boolean shown = shell.raw() == Shell.Raw.SHOWN;
    shell.env().forEach(each -> shell.out().println(shown ? Text.shown(each) : each));
  }

  private static void sh(Shell shell, List<String> words) throws CommandFailure, IOException {
    Shell inner = shell.another();
    if (words.isEmpty()) {
      shell.endWith(inner.runInput());
    } else if (words.get(0).equals("-c") && words.size() == 2) {
      shell.endWith(inner.run(Script.parse(words.get(1))));
    } else if (words.size() == 1 && !words.get(0).startsWith("-")) {
      byte[] text = Files.readAllBytes(shell.path(words.get(0)));
      shell.endWith(inner.run(Script.parse(new String(text, StandardCharsets.UTF_8))));
    } else {
      throw new CommandFailure("sh: usage: sh [-c SCRIPT | FILE]");
    }
  }
}
