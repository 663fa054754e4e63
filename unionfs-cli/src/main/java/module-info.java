/** The {@code unionfs} command. */
module io.unionfs.cli {
  requires info.picocli;
  requires io.unionfs.core;

  opens io.unionfs.cli to
      info.picocli;
}
