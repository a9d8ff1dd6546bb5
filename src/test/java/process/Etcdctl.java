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
    List<String> all =
        new ArrayList<>(
            List.of("etcdctl", "--endpoints=" + endpoints, "--command-timeout=" + TIMEOUT));
    all.addAll(List.of(words));
    return Processes.run(Map.of("ETCDCTL_API", "3"), input, all);
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
