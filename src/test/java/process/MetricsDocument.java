package process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// What METRICS.md says of names of metrics: the first columns of its tables. A name may end in
/// `*`.
///
/// @param shown what a member is said to show
/// @param left what etcd has and a member is said not to show
record MetricsDocument(List<String> shown, List<String> left) {

  private static final Pattern NAME = Pattern.compile("`([a-z][a-z0-9_]+\\*?)`");

  static MetricsDocument read() throws IOException {
    var sections = Files.readString(Path.of("METRICS.md")).split("\n## ", -1);
    return new MetricsDocument(names(sections[1]), names(sections[2]));
  }

  private static List<String> names(String section) {
    return section
        .lines()
        .filter(line -> line.startsWith("| "))
        .flatMap(row -> NAME.matcher(row.split("\\|", -1)[1]).results())
        .map(name -> name.group(1))
        .toList();
  }

  /// Whether a metric is one of those named so.
  static boolean names(String said, String metric) {
    return said.endsWith("*")
        ? metric.startsWith(said.substring(0, said.length() - 1))
        : metric.equals(said);
  }

  boolean shows(String metric) {
    return shown.stream().anyMatch(said -> names(said, metric));
  }

  boolean leavesOut(String metric) {
    return left.stream().anyMatch(said -> names(said, metric));
  }
}
