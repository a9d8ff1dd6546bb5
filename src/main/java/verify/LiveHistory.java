package verify;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import mvccpb.KeyValue;

/// What clients saw of the keys under one prefix of a running store, which was in use before them
/// and may be in use by others meanwhile.
///
/// The model owns every revision from 1 on; here others own some. So revisions are numbered anew,
/// those of others left out, before the judge looks; what it shows has its own numbers again.
public final class LiveHistory {

  private final List<Operation> operations;
  private final long before;
  private final long last;
  private final NavigableMap<Long, Map<ByteString, KeyValue>> writes = new TreeMap<>();
  private final Set<Long> answered = new HashSet<>();
  private final Set<Long> lookedUp = new HashSet<>();

  /// A history whose every put value is unique.
  ///
  /// @param operations by whomever, in any order
  /// @param before the store revision when there was nothing yet under the prefix
  public LiveHistory(List<Operation> operations, long before) {
    this.operations = List.copyOf(operations);
    this.before = before;
    this.last =
        operations.stream()
            .mapToLong(operation -> Claim.of(operation).revision())
            .max()
            .orElse(before);
    for (var operation : operations) {
      if (Claim.of(operation).wrote()) {
        answered.add(Claim.of(operation).revision());
      }
      for (var pair : Claim.of(operation).sightings()) {
        learn(pair.getModRevision(), Map.of(pair.getKey(), pair));
      }
    }
  }

  /// Adds what a revision is known to have written; a default [KeyValue] says deleted. Nothing, if
  /// it wrote nothing under the prefix.
  public void learn(long revision, Map<ByteString, KeyValue> changes) {
    lookedUp.add(revision);
    if (!changes.isEmpty()) {
      writes.computeIfAbsent(revision, _ -> KvState.noChanges()).putAll(changes);
    }
  }

  /// The last revision any answer spoke of.
  public long lastRevision() {
    return last;
  }

  /// How many revisions, as far as one can tell, others made.
  public long revisionsOfOthers() {
    return LongStream.rangeClosed(before + 1, last)
        .filter(revision -> !answered.contains(revision) && !writes.containsKey(revision))
        .count();
  }

  /// Operations that may or may not have changed something.
  public long unknownWrites() {
    return operations.stream()
        .filter(operation -> !operation.outcome().isKnown() && !operation.isRead())
        .count();
  }

  /// The revisions that no answer accounts for: made by others, or by writes of unknown outcome.
  public List<Long> unexplained() {
    return LongStream.rangeClosed(before + 1, last)
        .filter(revision -> !answered.contains(revision) && !lookedUp.contains(revision))
        .boxed()
        .toList();
  }

  /// Judges a history in which every revision between the first and the last was made by these
  /// operations: one that nobody made is a violation.
  ///
  /// @param others the revisions that are known to be somebody else's
  public Verdict checkAlone(Set<Long> others) {
    return check(
        new LiveNumbering(
            before,
            LongStream.rangeClosed(before + 1, last)
                .filter(revision -> !others.contains(revision))
                .boxed()
                .toList()));
  }

  /// Judges a history beside others, who made every revision that nothing here accounts for. True
  /// only if all [#unexplained] ones were looked up, or no write is of unknown outcome.
  public Verdict checkAmongOthers() {
    var ours = new HashSet<>(answered);
    ours.addAll(writes.keySet());
    return check(new LiveNumbering(before, ours));
  }

  private Verdict check(LiveNumbering numbering) {
    var outOfOrder = LiveOrder.firstViolation(operations);
    if (outOfOrder.isPresent()) {
      return outOfOrder.get();
    }
    var allExplained = unexplained().isEmpty();
    var originals = new IdentityHashMap<Operation, Operation>();
    var renumbered = new ArrayList<Operation>();
    for (var operation : LiveUnknowns.resolve(operations, writes)) {
      if (allExplained && !operation.outcome().isKnown()) {
        continue; // it had no effect that anybody was told of
      }
      var copy = numbering.renumber(operation);
      originals.put(copy, operation);
      renumbered.add(copy);
    }
    return switch (Linearizability.check(renumbered)) {
      case Verdict.Linearizable linearizable ->
          new Verdict.Linearizable(linearizable.order().stream().map(originals::get).toList());
      case Verdict.Violation violation ->
          new Verdict.Violation(
              violation.core().stream().map(originals::get).toList(),
              violation.context().stream().map(originals::get).toList());
      case Verdict.Undecided undecided -> undecided;
    };
  }
}
