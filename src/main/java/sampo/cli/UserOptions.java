package sampo.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import probe.Login;

/// In whose name a client command calls; etcdctl's flags and variables.
final class UserOptions {

  @Option(
      names = "--user",
      paramLabel = "NAME[:PASSWORD]",
      defaultValue = "${env:ETCDCTL_USER}",
      description = "User to log in as; without a password it is asked for.")
  private @Nullable String user;

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      defaultValue = "${env:ETCDCTL_PASSWORD}",
      description = "The user's password; then --user is the whole name.")
  private @Nullable String password;

  /// @return null where nobody is to log in
  @Nullable Login login(ClientOptions options) {
    if (user == null || user.isEmpty()) {
      return null;
    }
    if (password != null && !password.isEmpty()) {
      return new Login(user, password);
    }
    int colon = user.indexOf(':');
    return colon < 0
        ? new Login(user, asked(user, System.console(), options))
        : new Login(user.substring(0, colon), user.substring(colon + 1));
  }

  private static String asked(String name, @Nullable Console console, ClientOptions options) {
    char[] typed =
        console != null && console.isTerminal() ? console.readPassword("Password: ") : null;
    if (typed == null) {
      throw options.misuse("--user=" + name + " without a password, and no terminal to ask for it");
    }
    return new String(typed);
  }
}
