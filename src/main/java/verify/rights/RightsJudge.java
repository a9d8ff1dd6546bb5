package verify.rights;

import static verify.Promise.PERMITTED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import verify.Breach;

/// Holds watches that were created, or denied, against the rights that their users had meanwhile.
///
/// A member decides when a watch is created, and never again, by the users and roles that it knows
/// of. So there must be a moment after what it was known to know, and before its answer, at which
/// the user had a right to every key, or lacked one.
public final class RightsJudge {

  /// What a role allowed, as it may have been for some time.
  private record Era(long from, long to, Set<Span> spans) {

    boolean mayBeWithin(Attempt attempt) {
      return from <= attempt.heard() && attempt.since() <= to;
    }

    boolean covers(Span keys) {
      var allowed = new BitSet();
      spans.forEach(span -> allowed.set(span.first(), span.end()));
      return allowed.nextClearBit(keys.first()) >= keys.end();
    }
  }

  private final Map<String, List<Era>> eras = new HashMap<>();
  private final Consumer<Breach> breaches;

  /// @param changes all there were; those of one user in order
  public RightsJudge(List<Change> changes, Consumer<Breach> breaches) {
    this.breaches = breaches;
    changes.stream()
        .collect(Collectors.groupingBy(Change::user))
        .forEach((user, some) -> eras.put(user, eras(some)));
  }

  /// One begins when a change is asked for, and ends when the next is heard of; so two may be at
  /// one time.
  private static List<Era> eras(List<Change> changes) {
    var eras = new ArrayList<Era>();
    var spans = new HashSet<Span>();
    long from = Long.MIN_VALUE;
    for (Change change : changes) {
      eras.add(new Era(from, change.heard(), Set.copyOf(spans)));
      var _ = change.isGiven() ? spans.add(change.keys()) : spans.remove(change.keys());
      from = change.sent();
    }
    eras.add(new Era(from, Long.MAX_VALUE, Set.copyOf(spans)));
    return eras;
  }

  public void judge(Attempt attempt) {
    List<Era> possible =
        eras.getOrDefault(attempt.user(), eras(List.of())).stream()
            .filter(era -> era.mayBeWithin(attempt))
            .toList();
    if (possible.stream().noneMatch(era -> era.covers(attempt.keys()) == attempt.isCreated())) {
      breaches.accept(
          new Breach(
              PERMITTED,
              attempt.user() + " at " + attempt.endpoint(),
              "was %s a watch of %s and might read %s"
                  .formatted(
                      attempt.isCreated() ? "given" : "denied",
                      attempt.keys(),
                      possible.stream().map(Era::spans).toList())));
    }
  }
}
