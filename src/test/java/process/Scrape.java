package process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a member showed at `/metrics`, in Prometheus' text format.
record Scrape(String text) {

  private static final Pattern SAMPLE =
      Pattern.compile("(?<name>\\w+)(?:\\{(?<labels>.*)})? (?<value>\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// Of one member, now.
  static Scrape of(Member member) throws IOException, InterruptedException {
    var uri = URI.create(member.flags().clientUrl() + "/metrics");
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var request = HttpRequest.newBuilder(uri).build();
      return new Scrape(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  /// The type, the names of the labels and the bounds of the buckets of each metric.
  Map<String, String> signatures() {
    var labels = new TreeMap<String, Set<String>>();
    var bounds = new TreeMap<String, Set<Double>>();
    samples()
        .forEach(
            sample -> {
              var name = sample.name.replaceFirst("_(bucket|sum|count)$", "");
              var names = labels.computeIfAbsent(name, _ -> new TreeSet<>());
              sample.labels.forEach(
                  (label, value) -> {
                    if (label.equals("le")) {
                      bounds.computeIfAbsent(name, _ -> new TreeSet<>()).add(number(value));
                    } else {
                      names.add(label);
                    }
                  });
            });
    var signatures = new TreeMap<String, String>();
    types()
        .forEach(
            (name, type) ->
                signatures.put(
                    name,
                    type
                        + labels.getOrDefault(name, Set.of())
                        + bounds.getOrDefault(name, Set.of())));
    return signatures;
  }

  /// The samples of the metrics whose names begin so, each under its name and labels.
  Map<String, Double> values(String... beginnings) {
    var values = new TreeMap<String, Double>();
    samples()
        .filter(sample -> Stream.of(beginnings).anyMatch(sample.name::startsWith))
        .forEach(sample -> values.put(sample.name + sample.labels, sample.value));
    return values;
  }

  /// The type of each metric.
  Map<String, String> types() {
    var types = new TreeMap<String, String>();
    text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1))
        .forEach(words -> types.put(words[2], words[3]));
    return types;
  }

  private record Sample(String name, Map<String, String> labels, double value) {}

  private Stream<Sample> samples() {
    return text.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .map(line -> new Sample(line.group("name"), labels(line.group("labels")), value(line)));
  }

  private static double value(Matcher line) {
    return number(line.group("value"));
  }

  private static Map<String, String> labels(@Nullable String text) {
    var labels = new TreeMap<String, String>();
    if (text != null) {
      var label = LABEL.matcher(text);
      while (label.find()) {
        var value = label.group(2);
        labels.put(
            label.group(1), label.group(1).equals("le") ? String.valueOf(number(value)) : value);
      }
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf", "Infinity" -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
