import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs google-java-format over every Java file below `src` and `ops`.
///
/// The formatter reads source with the compiler of the JVM it runs in, so that one must be as new
/// as the source. The Maven plugins for it stay in Maven's own JVM; this is started on the
/// toolchain's. `mvn -Dformat validate` passes `--replace`, `mvn verify` passes the flags to check.
final class Format {

  static void main(String[] flags) throws Exception {
    List<String> files =
        Stream.concat(javaFiles(Path.of("src")), javaFiles(Path.of("ops"))).sorted().toList();
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    Main formatter = new Main(out, err, System.in);
    int status = formatter.format(concat(flags, files));
    if (status != 0) {
      err.println("The files above are not formatted: mvn -Dformat validate");
    }
    out.flush();
    System.exit(status);
  }

  private static String[] concat(String[] flags, List<String> files) {
    return Stream.concat(Stream.of(flags), files.stream()).toArray(String[]::new);
  }

  private static Stream<String> javaFiles(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.map(Path::toString).filter(name -> name.endsWith(".java")).toList().stream();
    }
  }
}
