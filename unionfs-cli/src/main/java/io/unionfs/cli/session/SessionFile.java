package io.unionfs.cli.session;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with sessions: one, or, in Markdown, one for each block {@code session} that begins with
 * {@value Session#COMMAND}; a block that does not goes on with the session before it.
 */
public final class SessionFile {
  private static final String FENCE = "```";

  /**
   * A part of the file.
   *
   * @param session the number of the session that it belongs to; -1 for what is around
   */
  private record Part(int session, List<String> lines) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<String> lines;

  private SessionFile(List<String> lines) {
    this.lines = lines;
  }

  /** Reads a file. */
  public static SessionFile read(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      SessionFile read = new SessionFile(lines);
      if (file.toString().endsWith(".md")) {
        read.parseMarkdown(file);
      } else {
        read.parts.add(new Part(0, lines));
      }
      return read;
    } catch (MalformedInputException e) {
      throw new FileSystemException(file.toString(), null, "is no text in UTF-8");
    }
  }

  private void parseMarkdown(Path file) throws IOException {
    int session = -1;
    List<String> part = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      boolean begins = !inside && line.equals(FENCE + "session");
      boolean ends = inside && line.equals(FENCE);
      if (ends) {
        boolean starts = !part.isEmpty() && part.get(0).startsWith(Session.COMMAND);
        session += starts ? 1 : 0;
        if (session < 0) {
          throw new FileSystemException(
              file.toString(), null, "the first session does not begin with " + Session.COMMAND);
        }
        parts.add(new Part(session, part));
        part = new ArrayList<>();
      }
      part.add(line);
      if (begins) {
        parts.add(new Part(-1, part));
        part = new ArrayList<>();
      }
      inside = begins || inside && !ends;
    }
    if (inside) {
      throw new FileSystemException(file.toString(), null, "a block of a session is not closed");
    }
    parts.add(new Part(-1, part));
  }

  /** All lines. */
  public List<String> lines() {
    return lines;
  }

  /** The sessions, each in its parts. */
  public List<Session> sessions() {
    List<Session> sessions = new ArrayList<>();
    for (Part part : parts) {
      if (part.session() == sessions.size()) {
        sessions.add(new Session(new ArrayList<>()));
      }
      if (part.session() >= 0) {
        sessions.get(part.session()).parts().add(part.lines());
      }
    }
    return sessions;
  }

  /**
   * The lines of the file with other sessions in it.
   *
   * @param others as many as there are, with as many parts
   */
  public List<String> with(List<Session> others) {
    List<String> all = new ArrayList<>();
    int[] next = new int[others.size()];
    for (Part part : parts) {
      int session = part.session();
      all.addAll(session < 0 ? part.lines() : others.get(session).parts().get(next[session]++));
    }
    return all;
  }
}
