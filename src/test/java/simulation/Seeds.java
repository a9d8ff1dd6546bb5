package simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Many runs, one after the other on each of a few threads. A run never leaves its thread.
///
/// @param runs how many there were
/// @param bad the runs in which something was broken, by seed
/// @param tally what happened how often, over all runs
/// @param virtualNanos how long they took in virtual time
record Seeds(long runs, List<Report> bad, Tally tally, long virtualNanos) {

  /// Runs seeds from one on.
  ///
  /// @param enough says when to stop before all are run
  static Seeds run(
      Focus focus, Climate climate, long from, long count, int threads, BooleanSupplier enough) {
    var next = new AtomicLong(from);
    Callable<Seeds> work = () -> runSome(focus, climate, next, from + count, enough);
    try (var pool = Executors.newFixedThreadPool(threads)) {
      var parts = new ArrayList<Seeds>();
      for (var part : pool.invokeAll(IntStream.range(0, threads).mapToObj(_ -> work).toList())) {
        parts.add(part.get());
      }
      return sum(parts);
    } catch (InterruptedException | java.util.concurrent.ExecutionException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static Seeds runSome(
      Focus focus, Climate climate, AtomicLong next, long end, BooleanSupplier enough) {
    var theatre = new Theatre();
    var tally = new Tally();
    var bad = new ArrayList<Report>();
    var runs = 0L;
    var virtual = 0L;
    for (var seed = next.getAndIncrement();
        seed < end && !enough.getAsBoolean();
        seed = next.getAndIncrement()) {
      var report = focus.simulation(theatre, climate, seed, false).run();
      runs++;
      tally.add(report.tally());
      virtual += report.virtualNanos();
      if (!report.isGood()) {
        bad.add(report);
      }
    }
    return new Seeds(runs, bad, tally, virtual);
  }

  private static Seeds sum(List<Seeds> parts) {
    var tally = new Tally();
    parts.forEach(part -> tally.add(part.tally()));
    return new Seeds(
        parts.stream().mapToLong(Seeds::runs).sum(),
        parts.stream()
            .flatMap(part -> part.bad().stream())
            .sorted(Comparator.comparingLong(Report::seed))
            .toList(),
        tally,
        parts.stream().mapToLong(Seeds::virtualNanos).sum());
  }
}
