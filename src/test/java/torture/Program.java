package torture;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What members are processes of.
enum Program {
  /// Ours, from the class path of this process.
  SAMPO {
    @Override
    List<String> command(List<String> flags) {
      List<String> words = new ArrayList<>();
      words.add(Sandbox.java());
      words.addAll(JVM_FLAGS);
      words.addAll(List.of("-cp", classPath(), "sampo.Main", "server"));
      words.add("--watch-progress-notify-interval=" + NEWS_OF_PROGRESS);
      words.addAll(flags);
      return words;
    }
  },

  /// The real one, to see how it fares under the same faults.
  ETCD {
    @Override
    List<String> command(List<String> flags) {
      List<String> words = new ArrayList<>(List.of("etcd", "--logger=zap", "--log-level=error"));
      words.add("--experimental-watch-progress-notify-interval=" + NEWS_OF_PROGRESS);
      words.addAll(flags);
      return words;
    }
  };

  /// Often, so that watchers hear of progress while faults go on.
  private static final String NEWS_OF_PROGRESS = "500ms";

  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  abstract List<String> command(List<String> flags);

  private static String classPath() {
    Path tests = Path.of("target", "test-classes").toAbsolutePath();
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).toAbsolutePath().equals(tests))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
