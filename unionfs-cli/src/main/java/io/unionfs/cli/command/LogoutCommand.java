package io.unionfs.cli.command;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unionfs logout}. */
@Command(
    name = "logout",
    description = "Forgets what 'unionfs login' kept for a registry; what Docker has stays.")
final class LogoutCommand extends Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "HOST[:PORT]",
      description = "The registry; Docker's hub by default.")
  private String server;

  LogoutCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    String host = Registries.host(server);
    out()
        .println(
            Registries.credentials(context).remove(host)
                ? "Removing login credentials for " + host
                : "Not logged in to " + host);
  }
}
