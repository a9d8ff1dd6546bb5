package simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The stories of the paper and of known accidents, each a file that can be read: commands after `>`,
/// below each what the cluster says. `-Dscenarios.rewrite` writes down what it says now.
final class ScenarioTest {

  private static final Path FOLDER = Path.of("src", "test", "resources", "scenarios");

  static List<Path> scenarios() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void goesAsWritten(Path file) throws IOException {
    var written = Files.readString(file);
    var played = play(written);
    if (System.getProperty("scenarios.rewrite") != null) {
      Files.writeString(file, played);
    } else {
      assertThat(played).isEqualTo(written);
    }
  }

  /// The scenario with what is said now in place of what was said then; comments stay.
  private static String play(String written) {
    var scenario = new Scenario();
    var played = new StringBuilder();
    for (var line : written.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        played.append(line).append('\n');
      } else if (line.startsWith("> ")) {
        played.append(line).append('\n');
        for (var said : scenario.run(line.substring(2))) {
          played.append("  ").append(said).append('\n');
        }
      }
    }
    return played.toString();
  }
}
