package io.unionfs.cli.command;

import java.util.List;

/** The words of a command behind a name. */
final class Words {
  private Words() {}

  /** Without the {@code --} that may stand before them. */
  static List<String> of(List<String> typed) {
    boolean marked = typed.size() > 1 && typed.get(0).equals("--");
    return marked ? typed.subList(1, typed.size()) : typed;
  }
}
