package io.unionfs.registry;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sending of one blob. What fits into one chunk is sent with the request that completes the
 * upload; what is larger goes in chunks, so that a cut connection costs a chunk at most. After a
 * cut the registry is asked how much it has; where it does not say, the upload begins anew. A
 * registry that takes no chunks is sent the whole at once. Of one thread.
 */
final class Session {
  /** The size of a chunk in bytes. */
  static final long CHUNK = 16 << 20;

  /** What must be gained for the failures before it to be forgotten. */
  private static final long GAIN = 1 << 20;

  /** What a registry may ask for as the least size of a chunk. */
  private static final long MAX_CHUNK = 1L << 30;

  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  /** A registry that has all may copy it to its place before it answers. */
  private static final int COMPLETION_PERIODS = 10;

  private final BlobUpload upload;
  private final Content.Reader reader;
  private final long size;
  private final Attempts attempts;

  /** Null if none is begun. */
  private URI place;

  private long chunk = CHUNK;

  /** How much the registry has. */
  private long done;

  /** A connection was cut: what the registry has must be asked for. */
  private boolean uncertain;

  private boolean resumed;

  /** The registry was told that it has all. */
  private boolean completing;

  private boolean whole;

  Session(BlobUpload upload, Content.Reader reader, URI begun) throws IOException {
    this.upload = upload;
    this.reader = reader;
    this.place = begun;
    this.size = upload.blob().size();
    Sender sender = upload.requests().sender();
    this.attempts = new Attempts(sender.settings(), sender.where(upload.beginning()));
  }

  void send() throws IOException {
    long most = 0;
    boolean complete = false;
    while (!complete) {
      try {
        complete = step();
        if (done - most >= GAIN) {
          most = done;
          attempts.advanced();
        }
      } catch (WireException e) {
        uncertain = true;
        attempts.failed(e);
      } catch (IOException | RuntimeException e) {
        if (place != null && !Thread.currentThread().isInterrupted()) {
          upload.abandon(place);
        }
        throw e;
      }
    }
    upload.progressed(size);
  }

  /** One request; returns whether the blob is stored. */
  private boolean step() throws IOException {
    if (place == null) {
      begin();
    } else if (uncertain) {
      return ask();
    } else if (whole || size - done <= chunk) {
      return complete();
    } else {
      sendChunk();
    }
    return false;
  }

  private void begin() throws IOException {
    Call call = upload.beginning();
    try (Answer answer = upload.begun(call)) {
      place = upload.location(call, answer);
      done = 0;
      uncertain = false;
      long least = answer.headers().firstValueAsLong("OCI-Chunk-Min-Length").orElse(0);
      chunk = Math.max(CHUNK, Math.min(least, MAX_CHUNK));
    } catch (NumberFormatException e) {
      throw upload.requests().invalid(call, "the least size of a chunk is no number");
    }
  }

  /** Asks how much the registry has; returns whether it is all, and stored. */
  private boolean ask() throws IOException {
    if (completing && upload.isThere()) {
      return true;
    }
    if (whole) {
      restart();
      return false;
    }
    Call call = upload.call("GET", place);
    try (Answer answer = upload.requests().once(call)) {
      Matcher range = RANGE.matcher(answer.header("Range").orElse(""));
      if (answer.status() == 204 && range.matches()) {
        // 0-0 is what Docker's registry says of nothing, too.
        long last = Long.parseLong(range.group(1));
        long had = last == 0 ? 0 : last + 1;
        if (had <= size) {
          done = had;
          resumed = true;
          uncertain = false;
          if (answer.header("Location").isPresent()) {
            place = upload.location(call, answer);
          }
          return false;
        }
      }
    }
    restart();
    return false;
  }

  private void restart() throws IOException {
    URI old = place;
    place = null;
    done = 0;
    uncertain = false;
    upload.abandon(old);
  }

  private void sendChunk() throws IOException {
    long count = Math.min(chunk, size - done);
    Call call =
        upload
            .call("PATCH", place)
            .header("Content-Type", "application/octet-stream")
            .header("Content-Range", done + "-" + (done + count - 1))
            .body(part(count));
    try (Answer answer = upload.requests().once(call)) {
      switch (answer.status()) {
        case 202 -> taken(call, answer, count);
        case 416 -> uncertain = true;
        case 400, 404, 405, 411, 413, 501 -> {
          if (done > 0) {
            upload.requests().expect(answer, 202);
          }
          whole = true;
          restart();
        }
        default -> upload.requests().expect(answer, 202);
      }
    }
    if (uncertain) {
      throw new WireException("the range is refused");
    }
  }

  private void taken(Call call, Answer answer, long count) throws IOException {
    String range = answer.header("Range").orElse("");
    Matcher matcher = RANGE.matcher(range);
    long had = done + count;
    if (!range.isEmpty()) {
      had = matcher.matches() ? Long.parseLong(matcher.group(1)) + 1 : -1;
      if (had <= done || had > done + count) {
        throw upload
            .requests()
            .invalid(call, "the registry says that it has \"" + Texts.line(range) + "\"");
      }
    }
    boolean all = had == done + count;
    done = had;
    place = upload.location(call, answer);
    if (!all) {
      throw new WireException("took a part of what was sent only");
    }
  }

  private boolean complete() throws IOException {
    completing = true;
    long count = size - done;
    Duration silence = upload.requests().sender().settings().silence();
    Call call =
        upload
            .call("PUT", upload.completion(place))
            .header("Content-Type", "application/octet-stream")
            .body(part(count))
            .patience(silence.multipliedBy(COMPLETION_PERIODS));
    if (done > 0 && count > 0) {
      call = call.header("Content-Range", done + "-" + (size - 1));
    }
    try (Answer answer = upload.requests().once(call)) {
      if (answer.status() == 201 || answer.status() == 204) {
        upload.checkStored(call, answer);
        return true;
      }
      boolean lost = answer.status() == 404 || answer.status() == 416;
      if (lost || resumed && answer.status() == 400) {
        // The session is gone, or a cut request wrote more than the registry said.
        resumed = false;
        restart();
        throw new WireException("the upload is lost: status " + answer.status());
      }
      upload.requests().expect(answer, 201);
      return false;
    }
  }

  private Outgoing part(long count) {
    long from = done;
    return Outgoing.of(reader, from, count, sent -> upload.progressed(from + sent));
  }
}
