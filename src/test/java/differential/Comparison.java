package differential;

import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One script, played to etcd and to a candidate, and their answers compared.
final class Comparison {

  /// After so many the rest says nothing new.
  private static final int ENOUGH = 5;

  /// A disagreement may only come to light some steps later.
  private static final int REMEMBERED = 5;

  private static final Executor BESIDE = task -> Thread.ofVirtual().start(task);

  private final Party etcd;
  private final Party candidate;
  private final boolean ofItself;
  private final Report report = new Report();
  private final Deque<String> before = new ArrayDeque<>();

  private Comparison(Party etcd, Party candidate, boolean ofItself) {
    this.etcd = etcd;
    this.candidate = candidate;
    this.ofItself = ofItself;
  }

  /// Of Sampo, which is to differ from this etcd as the table of differences says.
  static Comparison of(Party etcd, Party sampo) {
    return new Comparison(etcd, sampo, false);
  }

  /// Of two of the same etcd; what that one is not to be asked is left out, and only what is chance
  /// within it may differ.
  static Comparison ofItself(Party one, Party other) {
    return new Comparison(one, other, true);
  }

  /// Plays a script to two systems that nobody has written to.
  ///
  /// @param count how many steps, without those that look back at the end
  /// @param progress hears of the report so far after each step
  Report run(Script script, int count, Consumer<Report> progress) {
    int done = 0;
    while (done < count && report.disagreements().size() < ENOUGH) {
      compare(done++, script.next(), script);
      progress.accept(report);
    }
    for (Step step : script.atTheEnd()) {
      compare(done++, step, script);
    }
    return report;
  }

  private void compare(int number, Step step, Script script) {
    Optional<Answer> prescribed = prescribed(step);
    if (ofItself && prescribed.isPresent()) {
      script.heard(step, prescribed.get());
      return;
    }
    long start = System.nanoTime();
    CompletableFuture<Answer> asked =
        CompletableFuture.supplyAsync(() -> step.on(candidate), BESIDE);
    Answer expected = prescribed.orElseGet(() -> step.on(etcd));
    Answer actual = asked.join();
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    if (expected instanceof Answer.Refusal(var code, _) && code == Code.UNAVAILABLE) {
      throw new AssertionError("etcd is gone: %s, after %s".formatted(expected, step));
    }
    report.count(step, expected, waited);
    if (!agree(step, expected, actual)) {
      excuse(step, expected, actual)
          .ifPresentOrElse(
              report::excuse,
              () ->
                  report.add(
                      new Report.Disagreement(
                          number, step, expected, actual, List.copyOf(before))));
    }
    remember("%d: %s%n    %s".formatted(number, step, expected));
    script.heard(step, expected);
  }

  private void remember(String line) {
    before.addLast(line);
    if (before.size() > REMEMBERED) {
      before.removeFirst();
    }
  }

  private Optional<Answer> prescribed(Step step) {
    for (Difference difference : Difference.values()) {
      Optional<Answer> instead = difference.instead(step);
      if (instead.isPresent()) {
        report.excuse(difference);
        return instead;
      }
    }
    return Optional.empty();
  }

  private Optional<Difference> excuse(Step step, Answer expected, Answer actual) {
    return Stream.of(Difference.values())
        .filter(
            difference ->
                ofItself
                    ? difference.isChance()
                        && (difference.excuses(step, expected, actual)
                            || difference.excuses(step, actual, expected))
                    : difference.excuses(step, expected, actual))
        .findFirst();
  }

  static boolean agree(Step step, Answer one, Answer other) {
    return settled(step, one).equals(settled(step, other));
  }

  private static Answer settled(Step step, Answer answer) {
    Optional<Message> request = step.request();
    return answer instanceof Answer.Response(var message) && request.isPresent()
        ? new Answer.Response(Ties.settled(request.get(), message))
        : answer;
  }
}
