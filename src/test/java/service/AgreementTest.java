package service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mvcc.KeyHash;
import mvcc.Testimony;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raft.MemberId;
import service.Agreement.Alike;
import service.Agreement.Differ;

/// Who is held to be corrupt, and who never is.
final class AgreementTest {

  private static final int GOOD = 7;
  private static final int BAD = 8;
  private static final KeyHash OWN = new KeyHash(GOOD, 20, 100);
  private static final Testimony BEFORE = new Testimony(50, 101, 20, OWN);
  private static final Testimony AFTER = new Testimony(60, 110, 25, null);

  private static MemberId id(long id) {
    return new MemberId(id);
  }

  private static Set<MemberId> ids(long... ids) {
    return LongStream.of(ids).mapToObj(MemberId::new).collect(Collectors.toSet());
  }

  private static Testimony with(int hash) {
    return new Testimony(55, 105, 20, new KeyHash(hash, 20, 100));
  }

  private static Agreement.Verdict judge(int members, Map<MemberId, Testimony> others) {
    return Agreement.of(members, new Agreement.Asker(id(1), OWN, BEFORE, AFTER), others);
  }

  private static Set<MemberId> minority(Agreement.Verdict verdict) {
    assertThat(verdict).isInstanceOf(Differ.class);
    return ((Differ) verdict).minority();
  }

  /// `hashes` are those of the others from member 2 on; 0 for silence.
  private static Agreement.Verdict judge(int... hashes) {
    Map<MemberId, Testimony> others = new HashMap<>();
    for (int i = 0; i < hashes.length; i++) {
      if (hashes[i] != 0) {
        others.put(id(i + 2), with(hashes[i]));
      }
    }
    return judge(hashes.length + 1, others);
  }

  @Test
  void membersWithOneHashAgree() {
    assertThat(judge(GOOD, GOOD)).isEqualTo(new Alike(3, 3, 3));
    assertThat(((Alike) judge(GOOD, GOOD)).ofAll()).isTrue();
  }

  @Test
  void silenceCountsForNobodyAndAgainstNobody() {
    assertThat(judge(GOOD, 0)).isEqualTo(new Alike(2, 2, 3));
    assertThat(((Alike) judge(GOOD, 0)).ofAll()).isFalse();
    assertThat(((Alike) judge(GOOD, 0)).ofMajority()).isTrue();
    assertThat(judge(0, 0)).isEqualTo(new Alike(1, 1, 3));
    assertThat(((Alike) judge(0, 0)).ofMajority()).isFalse();
  }

  @Test
  void theMinorityIsCorrupt() {
    assertThat(minority(judge(GOOD, BAD))).isEqualTo(ids(3));
    assertThat(minority(judge(BAD, GOOD, GOOD, 0))).isEqualTo(ids(2));
    assertThat(minority(judge(BAD, GOOD, BAD + 1, GOOD))).isEqualTo(ids(2, 4));
  }

  @Test
  void whoAsksMayBeTheOneThatIsCorrupt() {
    assertThat(minority(judge(BAD, BAD))).isEqualTo(ids(1));
    assertThat(minority(judge(BAD, BAD, BAD, GOOD))).isEqualTo(ids(1, 5));
  }

  @Test
  void withoutAMajorityNobodyCanTell() {
    assertThat(minority(judge(BAD))).isEmpty();
    assertThat(minority(judge(BAD, 0))).isEmpty();
    assertThat(minority(judge(BAD, BAD + 1))).isEmpty();
    assertThat(minority(judge(GOOD, BAD, BAD))).isEmpty();
    assertThat(minority(judge(GOOD, BAD, 0, 0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"20, 99", "19, 100", "25, 100", "-1, 100"})
  void hashesOfDifferentRevisionsOrCompactionsAreNotCompared(long compacted, long revision) {
    var other = new Testimony(55, 105, 20, new KeyHash(BAD, compacted, revision));
    assertThat(judge(3, Map.of(id(2), other, id(3), with(GOOD)))).isEqualTo(new Alike(2, 3, 3));
  }

  /// Applied, revision, compact revision; none of it needs a hash.
  @ParameterizedTest
  @CsvSource({
    // It lags, has gone on, or has compacted since: any log can have done that.
    "10, 30, -1, false",
    "50, 101, 20, false",
    "50, 101, 15, true",
    "60, 110, 25, false",
    "55, 110, 25, false",
    "99, 500, 400, false",
    "61, 110, 25, false",
    // It has applied as much as who asks, and lacks something.
    "50, 100, 20, true",
    "55, 100, 20, true",
    "60, 109, 25, true",
    "60, 110, 24, true",
    "99, 109, 30, true",
    // It has applied no more than who asks has in the end, and has something too much.
    "60, 111, 25, true",
    "55, 111, 20, true",
    "10, 111, -1, true",
    "55, 105, 26, true"
  })
  void whatNoLogExplainsIsCorrupt(long applied, long revision, long compacted, boolean corrupt) {
    var other = new Testimony(applied, revision, compacted, null);
    var verdict = judge(3, Map.of(id(2), with(GOOD), id(3), other));
    if (corrupt) {
      assertThat(minority(verdict)).isEqualTo(ids(3));
    } else {
      assertThat(verdict).isEqualTo(new Alike(2, 3, 3));
    }
  }

  @Test
  void twoWhoAreAheadTogetherOutvoteWhoAsks() {
    var ahead = new Testimony(55, 111, 20, null);
    assertThat(minority(judge(3, Map.of(id(2), ahead, id(3), ahead)))).isEqualTo(ids(1));
  }

  @Test
  void whatEachHasIsTold() {
    assertThat(((Differ) judge(GOOD, BAD)).found())
        .contains(
            "1 has applied 50, is at revision 101, compact revision 20, and has hash 7 at (100,"
                + " 20)",
            "3 has applied 55, is at revision 105, compact revision 20, and has hash 8 at (100,"
                + " 20)");
  }

  // -- any history

  /// A log in which each entry writes, compacts, or does neither, by its digits.
  private record Log(long[] revisions, long[] compactions) {

    static Log of(int[] kinds) {
      long[] revisions = new long[kinds.length + 1];
      long[] compactions = new long[kinds.length + 1];
      revisions[0] = 1;
      compactions[0] = -1;
      for (int i = 0; i < kinds.length; i++) {
        int kind = Math.floorMod(kinds[i], 4);
        revisions[i + 1] = revisions[i] + (kind < 2 ? 1 : 0);
        compactions[i + 1] =
            kind == 2 && compactions[i] < revisions[i] ? revisions[i] : compactions[i];
      }
      return new Log(revisions, compactions);
    }

    /// What a member says that has applied so much; it is asked for a hash it may be unable to
    /// make.
    Testimony at(int applied, KeyHash asked, int salt) {
      boolean can =
          compactions[applied] == asked.compactRevision() && revisions[applied] >= asked.revision();
      return new Testimony(
          applied, revisions[applied], compactions[applied], can ? hash(asked, salt) : null);
    }

    private static KeyHash hash(KeyHash asked, int salt) {
      int hash = Arrays.hashCode(new long[] {asked.revision(), asked.compactRevision(), salt});
      return new KeyHash(hash, asked.compactRevision(), asked.revision());
    }

    KeyHash own(int applied, int salt) {
      return hash(new KeyHash(0, compactions[applied], revisions[applied]), salt);
    }
  }

  private static int some(int dice, int count) {
    return Math.floorMod(dice, count);
  }

  private static Agreement.Verdict compare(
      int[] kinds, int[] dice, int members, Map<Long, Integer> salts) {
    var log = Log.of(kinds);
    int hashed = some(dice[0], kinds.length + 1);
    int before = hashed + some(dice[1], kinds.length + 1 - hashed);
    int after = before + some(dice[2], kinds.length + 1 - before);
    int mine = salts.getOrDefault(1L, 0);
    KeyHash own = log.own(hashed, mine);
    var asker =
        new Agreement.Asker(id(1), own, log.at(before, own, mine), log.at(after, own, mine));
    Map<MemberId, Testimony> others = new HashMap<>();
    for (long other = 2; other <= members; other++) {
      int where = dice[Math.toIntExact(other + 1)];
      if (where != 0) {
        int salt = salts.getOrDefault(other, 0);
        others.put(id(other), log.at(some(where, kinds.length + 1), own, salt));
      }
    }
    return Agreement.of(members, asker, others);
  }

  @Property
  void membersOfOneLogNeverDiffer(
      @ForAll int[] kinds,
      @ForAll @Size(9) int[] dice,
      @ForAll @IntRange(min = 1, max = 7) int members) {
    assertThat(compare(kinds, dice, members, Map.of())).isInstanceOf(Alike.class);
  }

  /// With a minority that has each a store of its own, only those and never a sound one is named.
  @Property
  void aSoundMemberIsNeverNamed(
      @ForAll int[] kinds,
      @ForAll @Size(9) int[] dice,
      @ForAll @IntRange(min = 3, max = 7) int members,
      @ForAll @IntRange(min = 1, max = 7) int first) {
    Map<Long, Integer> salts = new HashMap<>();
    for (int i = 0; i < (members - 1) / 2; i++) {
      salts.put((long) Math.floorMod(first + i, members) + 1, i + 1);
    }
    if (compare(kinds, dice, members, salts) instanceof Differ differ) {
      var sound = new TreeSet<>(differ.minority());
      salts.keySet().forEach(damaged -> sound.remove(id(damaged)));
      assertThat(sound).isEmpty();
    }
  }
}
