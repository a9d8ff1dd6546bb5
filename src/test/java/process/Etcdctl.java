package process;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// The real etcdctl, unmodified.
///
/// @param endpoints of the members it is to talk to, separated by commas
record Etcdctl(String endpoints) {

  /// Its own default is 5 s, which a machine that does much else may not keep.
  private static final String TIMEOUT = "30s";

  private static final Map<String, String> ENVIRONMENT = Map.of("ETCDCTL_API", "3");

  /// What is printed when it succeeds.
  ///
  /// @throws AssertionError if it does not
  List<String> lines(String... words) {
    Processes.Result result = run("", words);
    if (result.exitCode() != 0) {
      throw new AssertionError("etcdctl %s: %s".formatted(List.of(words), result));
    }
    return result.lines();
  }

  /// What is printed with `-w json` when it succeeds.
  JsonElement json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--write-out=json");
    return JsonParser.parseString(String.join("\n", lines(all.toArray(String[]::new))));
  }

  /// Whatever comes of it.
  ///
  /// @param input for its standard input
  Processes.Result run(String input, String... words) {
    return Processes.run(ENVIRONMENT, input, all(words));
  }

  /// Of a command that goes on by itself, what it printed up to so many lines.
  Processes.Result runUntil(int lines, String input, String... words) {
    return Processes.runUntil(lines, ENVIRONMENT, input, all(words));
  }

  /// A command that goes on until it is ended.
  Process start(String... words) {
    return Processes.start(ENVIRONMENT, all(words));
  }

  private List<String> all(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("etcdctl", "--endpoints=" + endpoints, "--command-timeout=" + TIMEOUT));
    all.addAll(List.of(words));
    return all;
  }

  static void assumeInstalled() {
    missing().ifPresent(Assumptions::abort);
  }

  private static Optional<String> missing() {
    return Program.onPath("etcdctl")
        ? Optional.empty()
        : Optional.of("etcdctl is not installed (apt-get install etcd-client)");
  }
}
