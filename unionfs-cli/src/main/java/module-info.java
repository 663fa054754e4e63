/** The {@code unionfs} command. */
module io.unionfs.cli {
  requires VectorGraphics2D;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires io.unionfs.core;
  requires org.jline.reader;
  requires java.desktop;
  requires org.jline.terminal;
  requires xchart;

  opens io.unionfs.cli.command to
      info.picocli;
}
