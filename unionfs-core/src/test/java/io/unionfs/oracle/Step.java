package io.unionfs.oracle;

/** One operation by one caller. */
public record Step(Caller caller, Op op) {
  public static Step root(Op op) {
    return new Step(Caller.ROOT, op);
  }

  /** {@code as (1000 100 [] 0022) unlink "/a"}; root with the usual umask is left out. */
  @Override
  public String toString() {
    String line = Text.line((Record) op);
    return caller.equals(Caller.ROOT) ? line : "as " + Text.group(caller) + " " + line;
  }

  public static Step parse(String line) {
    Text.Cursor in = new Text.Cursor(line);
    Caller caller = Caller.ROOT;
    if (line.startsWith("as ")) {
      in.word();
      caller = in.group(Caller.class);
    }
    Op op =
        in.startsWith(Text.NIO)
            ? Text.parseMember(NioOp.class, in)
            : Text.parseMember(Op.class, in);
    in.expectEnd();
    return new Step(caller, op);
  }
}
