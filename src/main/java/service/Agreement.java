package service;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mvcc.KeyHash;
import mvcc.Testimony;
import raft.MemberId;

/// Whether the stores of members agree, judged by what they say of them.
///
/// Two laws hold of stores that have applied the same log, whoever leads and however late anybody
/// hears of it: with more entries applied no revision is lower ([Testimony#isShortOf]), and at one
/// revision after one compaction there is one hash. Nothing else counts against a member: not
/// silence, not lagging, not a compaction in between.
final class Agreement {

  /// What a comparison came to.
  sealed interface Verdict {}

  /// No store contradicts another.
  ///
  /// @param agreeing how many members have shown the same hash
  /// @param heard how many have said anything
  /// @param members how many there are
  record Alike(int agreeing, int heard, int members) implements Verdict {
    boolean ofAll() {
      return agreeing == members;
    }

    boolean ofMajority() {
      return agreeing > members / 2;
    }
  }

  /// Some stores contradict one another.
  ///
  /// @param minority the members that contradict a majority; nobody if there is none
  /// @param found what each member showed, for a person
  record Differ(Set<MemberId> minority, String found) implements Verdict {

    Differ {
      minority = Set.copyOf(minority);
    }
  }

  /// Where a member stands to the one who asks.
  private sealed interface Stand {}

  /// With the hash it was asked for.
  private record With(int hash) implements Stand {}

  /// At numbers that no store can have beside those of the one who asks.
  private enum Astray implements Stand {
    /// It lacks revisions or a compaction.
    BEHIND,
    /// It has some too many.
    AHEAD
  }

  /// The member that asks.
  ///
  /// @param hash the one that all are asked for
  /// @param before what it said of itself before it asked
  /// @param after and once it had the answers
  record Asker(MemberId id, KeyHash hash, Testimony before, Testimony after) {}

  private final Asker asker;
  private final Map<MemberId, Testimony> others;

  private Agreement(Asker asker, Map<MemberId, Testimony> others) {
    this.asker = asker;
    this.others = others;
  }

  /// Compares what members say.
  ///
  /// @param members how many there are, the one who asks and the silent included
  /// @param others what those said who answered
  static Verdict of(int members, Asker asker, Map<MemberId, Testimony> others) {
    return new Agreement(asker, others).among(members);
  }

  private Verdict among(int members) {
    Map<Stand, Set<MemberId>> groups = new HashMap<>();
    join(groups, new With(asker.hash().hash()), asker.id());
    others.forEach((member, testimony) -> stand(groups, member, testimony));
    if (groups.size() == 1) {
      return new Alike(groups.values().iterator().next().size(), others.size() + 1, members);
    }
    return new Differ(outvoted(groups, members), describe());
  }

  private static void join(Map<Stand, Set<MemberId>> groups, Stand stand, MemberId member) {
    groups.computeIfAbsent(stand, _ -> new TreeSet<>()).add(member);
  }

  private void stand(Map<Stand, Set<MemberId>> groups, MemberId member, Testimony testimony) {
    KeyHash hash = testimony.hash();
    if (testimony.isShortOf(asker.before()) || testimony.isShortOf(asker.after())) {
      join(groups, Astray.BEHIND, member);
    } else if (asker.before().isShortOf(testimony) || asker.after().isShortOf(testimony)) {
      join(groups, Astray.AHEAD, member);
    } else if (hash != null && isComparable(hash)) {
      join(groups, new With(hash.hash()), member);
    }
  }

  private boolean isComparable(KeyHash hash) {
    return hash.revision() == asker.hash().revision()
        && hash.compactRevision() == asker.hash().compactRevision();
  }

  private static Set<MemberId> outvoted(Map<Stand, Set<MemberId>> groups, int members) {
    Set<MemberId> minority = new TreeSet<>();
    boolean majority = false;
    for (Set<MemberId> group : groups.values()) {
      if (group.size() > members / 2) {
        majority = true;
      } else {
        minority.addAll(group);
      }
    }
    return majority ? minority : Set.of();
  }

  private String describe() {
    var text = new StringBuilder();
    append(
        text,
        asker.id(),
        new Testimony(
            asker.before().appliedIndex(),
            asker.before().revision(),
            asker.before().compactRevision(),
            asker.hash()));
    others.forEach((member, testimony) -> append(text.append("; "), member, testimony));
    return text.toString();
  }

  private static void append(StringBuilder text, MemberId member, Testimony testimony) {
    KeyHash hash = testimony.hash();
    text.append(
        "%s has applied %d, is at revision %d, compact revision %d"
            .formatted(
                member,
                testimony.appliedIndex(),
                testimony.revision(),
                testimony.compactRevision()));
    if (hash != null) {
      text.append(
          ", and has hash %s at (%d, %d)"
              .formatted(
                  Integer.toUnsignedString(hash.hash()), hash.revision(), hash.compactRevision()));
    }
  }
}
