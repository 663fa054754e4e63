package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Screen;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Text;
import io.unionfs.cli.session.LineDiff;
import io.unionfs.cli.session.Recording;
import io.unionfs.cli.session.Replay;
import io.unionfs.cli.session.Session;
import io.unionfs.cli.session.SessionClock;
import io.unionfs.cli.session.SessionFile;
import io.unionfs.cli.session.TerminalPicture;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Script;
import io.unionfs.cli.stack.LayerFile;
import io.unionfs.cli.stack.Stack;
import io.unionfs.cli.stack.StackImage;
import io.unionfs.cli.stack.StackShell;
import io.unionfs.cli.stack.StoreAccess;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.store.Images;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** A shell on an image: typed, from standard input, or from a session in a file. */
final class ImageShell {
  private final ShellCommand verb;
  private final Context context;

  ImageShell(ShellCommand verb, Context context) {
    this.verb = verb;
    this.context = context;
  }

  /** What is done with a shell. */
  private interface Use {
    int with(Stack stack, List<String> env) throws IOException;
  }

  private int on(StackOptions options, InstantSource clock, Use use) throws IOException {
    OverlayOptions overlay;
    try {
      overlay = options.overlay();
    } catch (IllegalArgumentException e) {
      throw verb.usage(e.getMessage());
    }
    try (TemporaryDirectory work = TemporaryDirectory.make();
        StackImage image = open(options, work.path());
        Stack stack = new Stack(image, overlay, clock, work.path())) {
      return use.with(stack, image.content().config().env());
    } catch (LayerException e) {
      // What is wrong with a layer is found when it is put on those below.
      throw new IOException(
          options.image == null || e.getMessage().startsWith(options.image)
              ? e.getMessage()
              : options.image + ": " + e.getMessage(),
          e);
    }
  }

  private StackImage open(StackOptions options, Path work) throws IOException {
    if (options.image == null) {
      return StackImage.demo(work);
    }
    if (ImageArgument.isFile(options.image)) {
      ImageOptions chosen =
          ImageOptions.defaults()
              .withReference(options.reference)
              .withPlatform(verb.platform(options.platform))
              .withUnpack(Unpack.to(work));
      return StackImage.open(Path.of(options.image), chosen);
    }
    if (options.reference != null || options.platform != null) {
      throw verb.usage("--ref and --platform are for an image's file");
    }
    StoredImage stored = verb.images().get(options.image);
    return StackImage.of(options.image, stored, verb.store().openLayers(stored));
  }

  /** Images of the store, which is opened when one is needed. */
  private final class InStore implements StoreAccess {
    @Override
    public String add(ImageContent image, ImageReference name, ProgressListener progress)
        throws IOException {
      Images images = verb.images();
      List<ImageReference> names = List.of(name);
      if (image instanceof StackImage.BuiltImage built
          && built.base() instanceof StoredImage base) {
        return addOn(base, built, names, progress).id().toString();
      }
      if (image instanceof StoredImage stored) {
        images.tag(stored, name);
        return stored.id().toString();
      }
      return images.add(image, names, progress).id().toString();
    }

    /** The layers of {@code base} are in the store. */
    private StoredImage addOn(
        StoredImage base,
        StackImage.BuiltImage built,
        List<ImageReference> names,
        ProgressListener progress)
        throws IOException {
      Store.Lease lease = verb.store().lease();
      try (lease) {
        List<Descriptor> layers = new ArrayList<>(base.manifest().layers());
        for (LayerFile each : built.added()) {
          layers.add(verb.store().writeLayer(out -> Files.copy(each.tar(), out)).blob());
        }
        ImageConfigBuilder config = ImageConfigBuilder.from(built.config());
        return verb.images().add(config, layers, Map.of(), names, progress);
      }
    }

    @Override
    public Collection<String> names() {
      try (Context own = context.another()) {
        List<String> names = new ArrayList<>();
        for (StoredImage image : own.engine().store().images().list()) {
          image.names().forEach(name -> names.add(name.familiar()));
        }
        return names;
      } catch (IOException e) {
        return List.of();
      }
    }
  }

  /** Runs what is typed at a terminal, or what comes on standard input. */
  int run(StackOptions options, Path record) throws IOException {
    Streams streams = context.streams();
    boolean isTyped = streams.isInteractive();
    if (record != null && !isTyped) {
      throw verb.usage("--record is for what is typed at a terminal, or with --script");
    }
    if (record == null) {
      return on(
          options,
          context.clock(),
          (stack, env) -> {
            Screen screen = Screen.of(streams, context.environment("COLUMNS"));
            StackShell shell =
                new StackShell(stack, new InStore(), streams, env, verb.ink(), screen);
            return isTyped ? typed(shell, streams, null, () -> {}) : piped(shell, streams);
          });
    }
    SessionClock clock = new SessionClock();
    Recording recording = new Recording(Session.COMMAND + " " + Script.line(options.words()));
    int code =
        on(
            options,
            clock,
            (stack, env) -> {
              Streams noted = recording.noting(streams);
              StackShell shell = new StackShell(stack, new InStore(), noted, env, Ink.PLAIN);
              return typed(shell, streams, recording, clock::tick);
            });
    write(record, String.join("\n", recording.lines()) + "\n");
    return code;
  }

  private int piped(StackShell shell, Streams streams) throws IOException {
    return shell.runScript(streams.in().readAllBytes());
  }

  private int typed(StackShell shell, Streams streams, Recording recording, Runnable tick)
      throws IOException {
    context.streams().out().println("'help' lists the commands; 'exit' or Ctrl-D ends.");
    Path store = context.directory();
    Path history = store.resolveSibling(store.getFileName() + ".history");
    try (LineSource lines = LineSource.of(streams, shell.completion(), Optional.of(history));
        LineSource noted = recording == null ? lines : recording.noting(lines, tick)) {
      return shell.run(noted);
    }
  }

  /** Runs sessions of a file again. */
  int replay(StackOptions options, Path script, boolean check, Path record, Path picture)
      throws IOException {
    SessionFile file = SessionFile.read(script);
    boolean isPlain = check || record != null;
    Ink ink = picture != null ? Ink.COLOUR : isPlain ? Ink.PLAIN : verb.ink();
    List<Session> actual = new ArrayList<>();
    StringBuilder shown = new StringBuilder();
    int code = 0;
    for (Session session : file.sessions()) {
      StackOptions on = options.isOnImage() ? options : named(script, session);
      SessionClock clock = new SessionClock();
      Replay replay = new Replay(session, clock::tick);
      code =
          on(
              on,
              clock,
              (stack, env) -> {
                try (replay) {
                  return new StackShell(stack, new InStore(), replay.streams(), env, ink)
                      .run(replay);
                }
              });
      actual.add(replay.actual());
      shown.append(replay.shown());
    }
    List<String> lines = file.with(actual);
    if (picture != null) {
      write(picture, TerminalPicture.of("A session of unionfs shell", shown.toString()));
    }
    if (record != null) {
      write(record, String.join("\n", lines) + "\n");
    }
    if (check) {
      return compare(script, file.lines(), lines);
    }
    if (!isPlain && picture == null) {
      verb.out().print(shown);
    }
    return code;
  }

  private StackOptions named(Path script, Session session) throws IOException {
    StackOptions named = new StackOptions();
    try {
      new CommandLine(named).parseArgs(session.words().toArray(String[]::new));
    } catch (CommandLine.ParameterException | CommandFailure e) {
      throw new IOException(script + ": " + Failures.oneLine(e.getMessage()), e);
    }
    if (!named.isOnImage()) {
      throw verb.usage(
          script + " does not say by '" + Session.COMMAND + " …' on which image: name one");
    }
    return named;
  }

  private int compare(Path script, List<String> expected, List<String> actual) {
    List<String> differences = LineDiff.of(expected, actual);
    if (differences.isEmpty()) {
      return 0;
    }
    verb.out().println("--- " + Failures.oneLine(script.toString()));
    verb.out().println("+++ now");
    differences.forEach(line -> verb.out().println(Text.shown(line)));
    return 1;
  }

  private static void write(Path file, String text) throws IOException {
    Output.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
