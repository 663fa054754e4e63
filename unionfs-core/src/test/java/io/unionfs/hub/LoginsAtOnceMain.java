package io.unionfs.hub;

import io.unionfs.registry.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps credentials for many hosts, beginning when a file is there. */
final class LoginsAtOnceMain {
  private LoginsAtOnceMain() {}

  /**
   * Arguments: the file of credentials, that which is waited for, the hosts' prefix, how many
   * hosts. One of the hosts is forgotten again.
   */
  public static void main(String[] args) throws Exception {
    Path own = Path.of(args[0]);
    Path go = Path.of(args[1]);
    Files.createFile(go.resolveSibling(args[2]));
    while (!Files.exists(go)) {
      Thread.sleep(1);
    }
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      CredentialFile.of(own, own.resolveSibling("none"))
          .put(args[2] + i + ".example", new Credentials("ann", "secret" + i));
    }
    CredentialFile.of(own, own.resolveSibling("none")).remove(args[2] + "0.example");
  }
}
