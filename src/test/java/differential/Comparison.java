package differential;

import com.google.protobuf.Message;
import etcdserverpb.RangeRequest;
import io.grpc.Status.Code;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One stream of requests, sent to etcd and to a candidate, and their answers compared.
final class Comparison {

  /// After so many the rest says nothing new.
  private static final int ENOUGH = 5;

  /// A disagreement may only come to light some requests later.
  private static final int REMEMBERED = 5;

  /// Revisions, from the oldest readable to the last, at which the whole store is compared.
  private static final int PAST_STATES = 60;

  private final Door etcd;
  private final Door candidate;
  private final boolean ofItself;
  private final Report report = new Report();
  private final Deque<String> before = new ArrayDeque<>();
  private Known known = Known.EMPTY;

  private Comparison(Door etcd, Door candidate, boolean ofItself) {
    this.etcd = etcd;
    this.candidate = candidate;
    this.ofItself = ofItself;
  }

  /// Of Sampo, which is to differ from this etcd as the table of differences says.
  static Comparison of(Door etcd, Door sampo) {
    return new Comparison(etcd, sampo, false);
  }

  /// Of two of the same etcd; what that one is not to be asked is left out.
  static Comparison ofItself(Door one, Door other) {
    return new Comparison(one, other, true);
  }

  /// Sends the stream of a seed to two servers that nobody has written to.
  ///
  /// @param count how many requests
  Report run(long seed, int count) {
    Requests requests = new Requests(seed);
    for (int i = 0; i < count && report.disagreements().size() < ENOUGH; i++) {
      compare(i, requests.next(known));
    }
    for (int i = 0; i < PAST_STATES && report.disagreements().size() < ENOUGH; i++) {
      compare(count + i, everything(known.past(i, PAST_STATES)));
    }
    return report;
  }

  /// By turns through all members, so that in the end each has shown all that it holds.
  private static RangeRequest everything(long revision) {
    return RangeRequest.newBuilder()
        .setKey(Keys.ZERO)
        .setRangeEnd(Keys.ZERO)
        .setRevision(revision)
        .build();
  }

  private void compare(int number, Message request) {
    Optional<Answer> prescribed = prescribed(request);
    if (ofItself && prescribed.isPresent()) {
      return;
    }
    Door.Sent asked = candidate.send(request);
    Answer expected = prescribed.orElseGet(() -> etcd.send(request).answer());
    Answer actual = asked.answer();
    if (expected instanceof Answer.Refusal(var code, var text) && code == Code.UNAVAILABLE) {
      throw new AssertionError("etcd is gone: %s, after %s".formatted(text, Text.of(request)));
    }
    report.count(request, expected);
    if (!agree(request, expected, actual)) {
      excuse(request, expected, actual)
          .ifPresentOrElse(
              report::excuse,
              () ->
                  report.add(
                      new Report.Disagreement(
                          number, request, expected, actual, List.copyOf(before))));
    }
    remember("%d: %s%n    %s".formatted(number, Text.of(request), expected));
    known = known.after(request, expected);
  }

  private void remember(String line) {
    before.addLast(line);
    if (before.size() > REMEMBERED) {
      before.removeFirst();
    }
  }

  private Optional<Answer> prescribed(Message request) {
    for (Difference difference : Difference.values()) {
      Optional<Answer> instead = difference.instead(request);
      if (instead.isPresent()) {
        report.excuse(difference);
        return instead;
      }
    }
    return Optional.empty();
  }

  private Optional<Difference> excuse(Message request, Answer expected, Answer actual) {
    return Stream.of(Difference.values())
        .filter(difference -> !ofItself && difference.excuses(request, expected, actual))
        .findFirst();
  }

  static boolean agree(Message request, Answer one, Answer other) {
    return settled(request, one).equals(settled(request, other));
  }

  private static Answer settled(Message request, Answer answer) {
    return switch (answer) {
      case Answer.Refusal refusal -> refusal;
      case Answer.Response(var message) -> new Answer.Response(Ties.settled(request, message));
    };
  }
}
