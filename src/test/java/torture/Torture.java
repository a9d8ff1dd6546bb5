package torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ops/torture`: opens a sandbox if it may, lets the ordeal take place inside, and clears up.
@Command(
    name = "torture",
    description = {
      "Kills, stops and cuts off real members under load, and judges what their clients saw.",
      "Exits with 1 if a promise is broken. Nothing is left behind but, then, data and logs."
    },
    mixinStandardHelpOptions = true)
final class Torture implements Callable<Integer> {

  private static final Path ROOT = Path.of("target", "torture").toAbsolutePath();

  @Option(names = "--minutes", paramLabel = "M", defaultValue = "5", description = "Minutes.")
  private double minutes;

  @Option(names = "--members", paramLabel = "N", defaultValue = "3", description = "Members.")
  private int members;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of faults and workload.")
  private @Nullable Long seed;

  @Option(names = "--etcd", description = "Torture the real etcd instead.")
  private boolean etcd;

  @Option(names = "--auth", description = "With users, whose rights change meanwhile.")
  private boolean auth;

  private final Consumer<String> out;

  private Torture(Consumer<String> out) {
    this.out = out;
  }

  /// Takes the flags of `ops/torture`.
  public static void main(String[] args) {
    System.exit(run(System.out::println, args));
  }

  /// @param out takes what is said meanwhile, line by line
  /// @return 0 if all promises held
  static int run(Consumer<String> out, String... args) {
    return new CommandLine(new Torture(out)).execute(args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(ROOT);
    Path folder = Files.createTempDirectory(ROOT, "run-");
    var words = new ArrayList<>(Sandbox.command(Ordeal.class, arguments(folder)));
    Process ordeal = new ProcessBuilder(words).redirectErrorStream(true).start();
    Thread end = Thread.ofPlatform().unstarted(() -> end(ordeal, folder));
    Runtime.getRuntime().addShutdownHook(end);
    show(ordeal);
    int code = ordeal.waitFor();
    Runtime.getRuntime().removeShutdownHook(end);
    if (code == 0) {
      delete(folder);
    } else {
      out.accept("data and logs stay in " + folder);
    }
    return code;
  }

  private void show(Process ordeal) {
    try {
      ordeal.inputReader().lines().forEach(out);
    } catch (UncheckedIOException killed) {
      out.accept("ended early: " + killed.getMessage());
    }
  }

  private List<String> arguments(Path folder) {
    return List.of(
        folder.toString(),
        String.valueOf(Math.round(minutes * Duration.ofMinutes(1).toMillis())),
        String.valueOf(members),
        String.valueOf(seed == null ? ThreadLocalRandom.current().nextInt(100_000) : seed),
        (etcd ? Program.ETCD : Program.SAMPO).name(),
        Sandbox.isAllowed() ? "NAMESPACES" : "LOOPBACK",
        String.valueOf(auth));
  }

  /// After Ctrl-C: the sandbox dies with its first process, and members outside with theirs.
  private static void end(Process ordeal, Path folder) {
    ordeal.descendants().forEach(ProcessHandle::destroyForcibly);
    ordeal.destroyForcibly().onExit().join();
    try {
      delete(folder);
    } catch (IOException stillInUse) {
      System.err.println("not deleted: " + folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
