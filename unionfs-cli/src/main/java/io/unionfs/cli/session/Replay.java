package io.unionfs.cli.session;

import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.stack.StackShell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Types what was typed in a session, and keeps what is printed now. */
public final class Replay implements LineSource {
  private final Session session;
  private final Runnable tick;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);
  private final List<List<String>> actual = new ArrayList<>();
  private final StringBuilder shown = new StringBuilder();
  private int part;
  private int line;

  /**
   * Begins.
   *
   * @param tick is run before each line
   */
  public Replay(Session session, Runnable tick) {
    this.session = session;
    this.tick = tick;
    session.parts().forEach(each -> actual.add(new ArrayList<>()));
    if (session.hasCommand()) {
      String command = session.parts().get(0).get(0);
      actual.get(0).add(command);
      shown.append(Text.shown(command)).append('\n');
      line = 1;
    }
  }

  /** Where the shell prints to. */
  public Streams streams() {
    return new Streams(InputStream.nullInputStream(), out, out, Set.of());
  }

  /** Goes to the next line that was typed; false at the end. */
  private boolean toTyped() {
    for (; part < session.parts().size(); part++, line = 0) {
      List<String> lines = session.parts().get(part);
      for (; line < lines.size(); line++) {
        if (SessionText.isTyped(lines.get(line))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What was printed belongs behind the line that was typed last. */
  private void take(int to) {
    out.flush();
    String text = printed.toString(StandardCharsets.UTF_8);
    printed.reset();
    shown.append(text);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      shown.append('\n');
    }
    actual.get(to).addAll(SessionText.lines(text));
  }

  @Override
  public String read(String prompt) {
    int before = Math.min(part, session.parts().size() - 1);
    boolean more = toTyped();
    take(before);
    if (!more) {
      return null;
    }
    tick.run();
    return type(prompt);
  }

  private String type(String prompt) {
    String plain = SessionText.withoutColours(prompt);
    String typed = SessionText.typed(session.parts().get(part).get(line), plain);
    actual.get(part).add(SessionText.line(prompt, typed));
    shown.append(prompt).append(Text.shown(typed)).append('\n');
    line++;
    return typed;
  }

  /** Where the session has no line for a pause, there is none. */
  @Override
  public boolean next(String prompt) {
    int partBefore = part;
    int lineBefore = line;
    if (!toTyped() || !session.parts().get(part).get(line).startsWith(StackShell.PAUSE.strip())) {
      part = partBefore;
      line = lineBefore;
      return true;
    }
    take(partBefore);
    return !type(prompt).equals("q");
  }

  @Override
  public void close() {
    take(Math.min(part, session.parts().size() - 1));
  }

  /** The session as it is now. */
  public Session actual() {
    return new Session(actual);
  }

  /** All of it as a terminal shows it, colours and all. */
  public String shown() {
    return shown.toString();
  }
}
