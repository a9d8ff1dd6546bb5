package sampo.cli;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import probe.Findings;
import probe.Page;
import probe.Plan;
import probe.PrefixInUse;
import probe.Probe;

/// `sampo verify`: does a running cluster keep its promises?
@Command(
    name = "verify",
    description = {
      "Runs a short workload under a prefix of its own on a running cluster, of Sampo or of etcd,",
      "and checks that all answers are linearizable, no acknowledged write is lost, watchers are",
      "told all that happens, once and in order, and leases live as long as they are said to.",
      "Deletes what it wrote. Exits with 1, and shows the contradiction, if a promise is broken."
    },
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Verify implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Seconds to go on (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "8",
      description = "Clients, three of four at one member each (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10",
      description = "Keys that they share (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests a second of each client at most (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--watchers",
      paramLabel = "N",
      defaultValue = "3",
      description = "Clients that watch all keys (default: ${DEFAULT-VALUE}).")
  private int watchers;

  @Option(
      names = "--leases",
      paramLabel = "N",
      defaultValue = "2",
      description = "Clients with leases, a few seconds each (default: ${DEFAULT-VALUE}).")
  private int leases;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Prefix of all keys; nothing may be there (default: sampo-verify/RANDOM/).")
  private @Nullable String prefix;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is drawn.")
  private @Nullable Long seed;

  @Override
  public Integer call() throws InterruptedException {
    try (Probe probe = start(plan())) {
      Thread undo = Thread.ofPlatform().unstarted(probe::cleanUp);
      Runtime.getRuntime().addShutdownHook(undo);
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      probe.stop();
      Findings findings = probe.judge();
      boolean clean = probe.cleanUp();
      Runtime.getRuntime().removeShutdownHook(undo);
      Page page = new Page(findings);
      switch (options.format()) {
        case simple -> {
          System.out.print(page.text());
          System.out.println("cleaned up    " + (clean ? "yes" : "NO: no member answered"));
        }
        case json -> System.out.println(page.json());
      }
      return findings.hold() && clean ? 0 : 1;
    }
  }

  private Probe start(Plan plan) {
    try {
      return Probe.start(plan);
    } catch (PrefixInUse e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
  }

  private Plan plan() {
    try {
      return new Plan(
          options.endpoints(),
          options.dial(),
          prefix == null ? "sampo-verify/" + UUID.randomUUID() + "/" : prefix,
          clients,
          keys,
          rate,
          options.commandTimeout(),
          seed == null ? ThreadLocalRandom.current().nextLong() : seed,
          Plan.Revisions.SHARED,
          new Plan.Beside(watchers, leases, 0, 0));
    } catch (IllegalArgumentException e) {
      throw options.misuse(String.valueOf(e.getMessage()));
    }
  }
}
