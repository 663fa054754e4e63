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

  /** Work on what came. */
  interface Use<T> {
    T run(Path file) throws IOException;
  }

  /** Works on what comes on {@code in}, and calls it so where something is wrong with it. */
  static <T> T use(InputStream in, Use<T> use) throws IOException {
    try (Spool spool = of(in)) {
      try {
        return use.run(spool.file());
      } catch (IOException e) {
        String name = spool.file().toString();
        String message = Messages.line(e);
        if (!message.contains(name)) {
          throw e;
        }
        // What is opened as a layer says so.
        message = message.replace("layer " + name, name);
        throw new IOException(message.replace(name, "standard input"), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
