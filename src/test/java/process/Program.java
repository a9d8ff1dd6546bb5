package process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A server that a member can be a process of.
public enum Program {
  /// Ours, as the packaged launcher starts it, on the JDK of this test and the classes under test.
  SAMPO {
    @Override
    List<String> command(List<String> flags) {
      List<String> words = client();
      words.add("server");
      words.addAll(flags);
      return words;
    }

    @Override
    Optional<String> missing() {
      return Optional.empty();
    }
  },

  /// The real etcd, wherever the path finds it.
  ETCD {
    @Override
    List<String> command(List<String> flags) {
      List<String> words = new ArrayList<>(List.of("etcd", "--logger=zap", "--log-level=error"));
      words.addAll(flags);
      return words;
    }

    @Override
    Optional<String> missing() {
      return Program.onPath("etcd")
          ? Optional.empty()
          : Optional.of("etcd is not installed (apt-get install etcd-server)");
    }
  };

  /// A member in a test serves little and not for long: it is to start fast beside many others.
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /// Sampo; with `-Dprocess.program=ETCD` the real etcd instead, so that what a test demands of
  /// Sampo can be seen to be what etcd does.
  static Program underTest() {
    return Program.valueOf(System.getProperty("process.program", SAMPO.name()));
  }

  /// The words that start this program with flags.
  abstract List<String> command(List<String> flags);

  /// The words that start a client command of Sampo's own.
  static List<String> client() {
    List<String> words = new ArrayList<>(List.of(java(), "-cp", classPath()));
    words.addAll(1, JVM_FLAGS);
    words.add("sampo.Main");
    return words;
  }

  /// What keeps this program from being started here.
  abstract Optional<String> missing();

  static boolean onPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// Of the class path of this test all but the tests; `-Dprocess.classpath` for a packaged build.
  private static String classPath() {
    String packaged = System.getProperty("process.classpath");
    if (packaged != null) {
      return packaged;
    }
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).toAbsolutePath().toString().equals(tests))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
