/** The {@code unionfs} command. */
module io.unionfs.cli {
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires io.unionfs.core;
  requires org.jline.reader;
  requires org.jline.terminal;

  opens io.unionfs.cli.command to
      info.picocli;
}
