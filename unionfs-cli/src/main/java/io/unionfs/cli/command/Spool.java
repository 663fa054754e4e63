package io.unionfs.cli.command;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What came on standard input, in a temporary file: images are read here and there in them. */
record Spool(Path file) implements Closeable {
  static Spool of(InputStream in) throws IOException {
    Spool spool = new Spool(Files.createTempFile("unionfs", ".tar"));
    try (OutputStream out = Files.newOutputStream(spool.file())) {
      in.transferTo(out);
    } catch (Throwable e) {
      spool.close();
      throw e;
    }
    return spool;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
