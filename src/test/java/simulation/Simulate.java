package simulation;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ops/simulate`: runs seeds, and says what was covered and what was found.
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Runs a whole cluster under one seed after another and judges each run.")
final class Simulate implements Callable<Integer> {

  @Option(names = "--seeds", description = "how many seeds to run; default: ${DEFAULT-VALUE}")
  private long seeds = Long.MAX_VALUE / 2;

  @Option(names = "--from", description = "the first seed; default: ${DEFAULT-VALUE}")
  private long from = 1;

  @Option(names = "--minutes", description = "stop after this time; default: ${DEFAULT-VALUE}")
  private double minutes = 1;

  @Option(names = "--threads", description = "how many threads; default: one for each processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--climate",
      description = "the kind of weather: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Climate climate = Climate.MIXED;

  @Option(
      names = "--focus",
      description = "what clients are about: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Focus focus = Focus.KEYS;

  @Option(names = "--trace", description = "run one seed and show every message of it")
  private boolean trace;

  private final PrintStream out = System.out;

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() {
    return trace ? replay() : runAll();
  }

  private int replay() {
    var report = focus.simulation(new Theatre(), climate, from, true).run();
    out.println(report.text());
    return report.isGood() ? 0 : 1;
  }

  private int runAll() {
    var began = System.nanoTime();
    var end = began + (long) (minutes * 60e9);
    var result = Seeds.run(focus, climate, from, seeds, threads, () -> System.nanoTime() > end);
    var seconds = (System.nanoTime() - began) / 1e9;
    out.printf(
        "%d seeds from %d in %.1f s: %.1f seeds/s, %.2f virtual hours, %.0f x real time%n",
        result.runs(),
        from,
        seconds,
        result.runs() / seconds,
        result.virtualNanos() / 3.6e12,
        result.virtualNanos() / 1e9 / seconds);
    result.tally().counts().entrySet().stream()
        .filter(count -> !count.getKey().startsWith("pair "))
        .forEach(count -> out.printf("%,12d  %s%n", count.getValue(), count.getKey()));
    printPairs(result.tally().counts());
    for (var bad : result.bad()) {
      out.printf("%nseed %d: %s%nreplay: %s%n", bad.seed(), bad.violation(), bad.replay());
    }
    out.printf("%n%d of %d seeds found a fault%n", result.bad().size(), result.runs());
    return result.bad().isEmpty() ? 0 : 1;
  }

  private void printPairs(Map<String, Long> counts) {
    out.println("messages handled, by role:");
    counts.entrySet().stream()
        .filter(count -> count.getKey().startsWith("pair "))
        .collect(
            Collectors.groupingBy(
                count -> count.getKey().split(" ")[1],
                java.util.TreeMap::new,
                Collectors.mapping(
                    count -> count.getKey().split(" ")[2] + " " + count.getValue(),
                    Collectors.joining(", "))))
        .forEach((role, messages) -> out.printf("  %s: %s%n", role, messages));
  }
}
