package io.unionfs.cli.command;

import io.unionfs.cli.output.Streams;
import io.unionfs.hub.CredentialFile;
import io.unionfs.registry.Credentials;
import io.unionfs.registry.RegistryClient;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs login}. */
@Command(
    name = "login",
    description = {
      "Keeps a name and password for a registry, once it has let them in.",
      "They are kept in $XDG_CONFIG_HOME/unionfs/auth.json, or in ~/.config; those of Docker are"
          + " read where there are none."
    })
final class LoginCommand extends Verb {
  /** Longer is no password. */
  private static final int MAX_BYTES = 1 << 16;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST[:PORT]",
      description = "The registry; Docker's hub by default.")
  private String server;

  @Option(
      names = {"-u", "--username"},
      paramLabel = "NAME",
      description = "The user's name.")
  private String user;

  @Option(
      names = {"-p", "--password"},
      paramLabel = "WORD",
      description = "The password or access token. Everybody on this host can see it.")
  private String password;

  @Option(names = "--password-stdin", description = "Read the password from standard input.")
  private boolean fromInput;

  @Option(
      names = "--plain-http",
      description = "Do without TLS; with registries on this host it is done anyway.")
  private boolean plainHttp;

  LoginCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    String host = Registries.host(server);
    Credentials credentials = asked();
    CredentialFile file = Registries.credentials(context);
    try (RegistryClient client = Registries.client(context, host, Registries.plain(plainHttp))) {
      client.login(host, credentials);
    }
    file.put(host, credentials);
    PrintStream err = context.streams().err();
    err.println("WARNING! The password is kept unencrypted in " + file.file() + ".");
    err.flush();
    out().println("Login Succeeded");
  }

  private Credentials asked() throws IOException {
    if (password != null && fromInput) {
      throw usage("--password and --password-stdin exclude each other");
    }
    if (fromInput) {
      if (user == null) {
        throw usage("--password-stdin needs --username");
      }
      return new Credentials(user, withoutLineEnd(context.streams().in().readNBytes(MAX_BYTES)));
    }
    if (password != null) {
      PrintStream err = context.streams().err();
      err.println("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
      err.flush();
      if (user != null) {
        return new Credentials(user, password);
      }
    }
    return typed();
  }

  private static String withoutLineEnd(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replaceFirst("[\r\n]+$", "");
  }

  /** Asks at the terminal; the password is not shown. */
  private Credentials typed() throws IOException {
    Console console =
        context.streams().terminals().contains(Streams.End.INPUT) ? System.console() : null;
    if (console == null) {
      throw usage("there is no terminal to ask at: use -u and --password-stdin");
    }
    out().flush();
    String name = user == null ? console.readLine("Username: ") : user;
    if (name == null || name.isBlank()) {
      throw usage("a user's name is needed");
    }
    if (password != null) {
      return new Credentials(name.strip(), password);
    }
    char[] secret = console.readPassword("Password: ");
    if (secret == null || secret.length == 0) {
      throw usage("a password is needed");
    }
    return new Credentials(name.strip(), new String(secret));
  }
}
