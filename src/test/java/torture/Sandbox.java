package torture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Namespaces of its own for the whole run: a network that reaches nobody, a process tree that is
/// killed as one, mounts that nobody else sees. The kernel takes all of it away with the last
/// process, however that ends.
final class Sandbox {

  private static final String WALLS = "--net --mount --pid --fork --kill-child --mount-proc";
  private static final String AS_ROOT = "unshare " + WALLS;
  private static final String AS_USER = "unshare --user --map-root-user " + WALLS;

  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private Sandbox() {}

  /// Whether this machine lets this user have one, with iproute2 to furnish it.
  static boolean isAllowed() {
    return !walls().isEmpty();
  }

  private static List<String> walls() {
    return Stream.of(AS_ROOT, AS_USER)
        .filter(walls -> Shell.succeeds(walls + " ip link"))
        .limit(1)
        .flatMap(walls -> Stream.of(walls.split(" ")))
        .toList();
  }

  /// The words that run a class of this class path inside, or beside if that is not allowed.
  static List<String> command(Class<?> main, List<String> arguments) {
    var words = new ArrayList<>(walls());
    words.add(java());
    words.addAll(JVM_FLAGS);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    words.addAll(arguments);
    return words;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
