package checkers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mvccpb.Event;
import verify.Breach;
import verify.watches.Annals;
import verify.watches.StreamJudge;
import verify.watches.Tape;

/// Whichever member tells, everybody is told the same events, each once, in order and whole
/// revisions at a time, as [StreamJudge] has it; and the same pairs before them, unless those are
/// compacted. Since all keys are watched, no revision is missing.
public final class WatchGuarantees {

  private final List<Tape> tapes = new ArrayList<>();

  /// Somebody watched all keys on a stream that is over.
  public void heard(Tape tape) {
    tapes.add(tape);
  }

  /// Judges all that was heard, against all of it together.
  public void judge() {
    Annals annals = Annals.of(tapes.stream().flatMap(WatchGuarantees::events));
    annals.compacted(Long.MAX_VALUE);
    tapes.forEach(tape -> StreamJudge.judge(tape, annals, WatchGuarantees::fail));
  }

  private static Stream<Event> events(Tape tape) {
    return tape.told().flatMap(told -> told.response().getEventsList().stream());
  }

  private static void fail(Breach breach) {
    throw new Violation("WatchGuarantees", breach.toString());
  }

  /// Somebody was told of a revision, or told to have been told all up to it.
  public static void inOrder(long expected, long told, String what) {
    if (told != expected) {
      throw new Violation("WatchGuarantees", what + " " + told + " in place of " + expected);
    }
  }
}
