package verify;

import static org.assertj.core.api.Assertions.assertThat;
import static verify.Ops.compact;
import static verify.Ops.compareAndSwap;
import static verify.Ops.delete;
import static verify.Ops.put;
import static verify.Ops.read;
import static verify.Ops.readAll;
import static verify.Ops.readAt;
import static verify.Ops.readStale;
import static verify.Ops.refused;

import etcd.EtcdError;
import org.junit.jupiter.api.Test;
import verify.Ops.History;

final class LinearizabilityTest {

  private final History history = new History();

  @Test
  void acceptsAnEmptyHistory() {
    assertAccepted();
  }

  @Test
  void acceptsOneAfterTheOther() {
    history
        .then(1, 0, 1, put("a", "1"))
        .then(1, 2, 3, read("a"))
        .then(2, 4, 5, compareAndSwap("a", 2, "2"))
        .then(2, 6, 7, compareAndSwap("a", 2, "3"))
        .then(1, 8, 9, delete("a"))
        .then(1, 10, 11, delete("a"))
        .then(1, 12, 13, readAt("a", 3))
        .then(1, 14, 15, compact(4))
        .then(1, 16, 17, readAt("a", 3))
        .then(1, 18, 19, compact(4))
        .then(1, 20, 21, readAt("a", 9));
    assertAccepted();
  }

  @Test
  void acceptsConcurrentOperationsInEitherOrder() {
    history.then(2, 5, 30, put("a", "2")).then(1, 0, 20, put("a", "1")).then(3, 1, 25, read("a"));
    assertAccepted();
  }

  @Test
  void rejectsAStaleRead() {
    var stale = history.effect(read("a"));
    history.then(1, 0, 1, put("a", "1")).add(new Operation(2, 2, 3, read("a"), stale));
    assertRejected(2);
  }

  @Test
  void acceptsAStaleReadThatAskedForNoMore() {
    var stale = history.effect(readStale("a"));
    history.then(1, 0, 1, put("a", "1")).add(new Operation(2, 2, 3, readStale("a"), stale));
    assertAccepted();
  }

  @Test
  void rejectsAStaleReadOfTheFuture() {
    var writes = new History();
    writes.then(1, 10, 11, put("a", "1"));
    var early = writes.effect(readStale("a"));
    history.then(1, 10, 11, put("a", "1")).add(new Operation(2, 2, 3, readStale("a"), early));
    assertRejected(2);
  }

  @Test
  void rejectsAStaleReadThatMixesTwoStates() {
    history.then(1, 0, 1, put("a", "1")).then(1, 2, 3, put("b", "1"));
    var mixed = new History();
    mixed.then(1, 0, 1, put("b", "1")).then(1, 2, 3, put("a", "1"));
    var request = readAll().toBuilder().setSerializable(true).build();
    history.add(new Operation(2, 4, 5, request, mixed.effect(request)));
    assertRejected();
  }

  @Test
  void rejectsALostWrite() {
    var lost = new Operation(1, 0, 1, put("a", "1"), new History().effect(put("a", "1")));
    history.add(lost).then(2, 2, 3, read("a"));
    assertRejected(2);
  }

  @Test
  void rejectsAWriteThatHappenedTwice() {
    history.then(1, 0, 1, put("a", "1"));
    history.effect(put("a", "1"));
    history.then(2, 2, 3, read("a"));
    assertRejected();
  }

  @Test
  void rejectsAnUnknownWriteThatHappenedTwice() {
    history.unheard(1, 0, put("a", "1"));
    history.effect(put("a", "1"));
    history.then(2, 2, 3, read("a"));
    assertRejected();
  }

  @Test
  void rejectsRevisionsThatGoBack() {
    var first = new History();
    first.effect(put("b", "1"));
    var second = first.effect(put("a", "1"));
    history.add(new Operation(1, 0, 1, put("a", "1"), second)).then(2, 2, 3, put("b", "1"));
    assertRejected();
  }

  @Test
  void rejectsTwoWritesOfOneRevision() {
    history.then(1, 0, 9, put("a", "1"));
    var same = new History().effect(put("b", "1"));
    history.add(new Operation(2, 0, 9, put("b", "1"), same));
    assertRejected();
  }

  @Test
  void rejectsASkippedRevision() {
    history.then(1, 0, 1, put("a", "1"));
    history.effect(put("b", "1"));
    history.then(1, 2, 3, put("a", "2"));
    assertRejected();
  }

  @Test
  void rejectsAReadOfTheFuture() {
    var later = new History();
    later.effect(put("a", "1"));
    history
        .add(new Operation(2, 0, 1, read("a"), later.effect(read("a"))))
        .then(1, 2, 3, put("a", "1"));
    assertRejected(2);
  }

  @Test
  void rejectsTwoSwapsOfOneRevision() {
    history.then(1, 0, 1, put("a", "1"));
    var won = history.effect(compareAndSwap("a", 2, "2"));
    history
        .add(new Operation(1, 2, 9, compareAndSwap("a", 2, "2"), won))
        .add(new Operation(2, 2, 9, compareAndSwap("a", 2, "3"), won));
    assertRejected();
  }

  @Test
  void acceptsAnUnknownWriteThatNeverHappened() {
    history.then(1, 0, 1, put("a", "1")).lost(2, 2, put("a", "2")).then(1, 4, 5, read("a"));
    assertAccepted();
  }

  @Test
  void acceptsAnUnknownWriteThatHappenedMuchLater() {
    history.lost(2, 0, put("a", "2")).then(1, 1, 2, put("a", "1")).then(1, 3, 4, read("a"));
    history.effect(put("a", "2"));
    history.then(1, 100, 101, read("a"));
    assertAccepted();
  }

  @Test
  void rejectsAnUnknownWriteThatHappenedBeforeItsCall() {
    history.effect(put("a", "2"));
    history.then(1, 0, 1, read("a")).lost(2, 2, put("a", "2"));
    assertRejected();
  }

  @Test
  void rejectsAValueNobodyWrote() {
    history.effect(put("a", "ghost"));
    history.then(1, 0, 1, read("a"));
    assertRejected(1);
  }

  @Test
  void rejectsAnAcknowledgedCompactionThatIsForgotten() {
    history.then(1, 0, 1, put("a", "1")).then(1, 2, 3, put("a", "2"));
    var before = history.effect(readAt("a", 2));
    history.then(1, 4, 5, compact(3)).add(new Operation(2, 6, 7, readAt("a", 2), before));
    assertRejected(2);
  }

  @Test
  void rejectsACompactionOfTheFuture() {
    history.then(1, 0, 1, put("a", "1"));
    var done = history.effect(compact(2));
    history.add(new Operation(1, 2, 3, compact(7), done));
    assertRejected();
  }

  @Test
  void acceptsAnUnknownCompactionThatHappened() {
    history.then(1, 0, 1, put("a", "1")).then(1, 2, 3, put("a", "2"));
    history.unheard(2, 4, compact(3)).then(1, 6, 7, readAt("a", 2));
    assertAccepted();
  }

  @Test
  void rejectsARefusalWithoutAReason() {
    history.then(1, 0, 1, put("a", "1"));
    history.add(new Operation(1, 2, 3, readAt("a", 2), refused(EtcdError.COMPACTED)));
    assertRejected(1);
  }

  @Test
  void findsTheFewOperationsThatContradictOneAnother() {
    var stale = history.effect(read("a"));
    var time = 0;
    for (var i = 0; i < 200; i++) {
      history.then(1, time++, time++, put("a", "" + i)).then(2, time++, time++, read("a"));
    }
    history.add(new Operation(3, 5, 6, read("a"), stale));
    assertRejected(2);
    assertThat(((Verdict.Violation) history.verdict()).toString())
        .contains("put a=0", "read a -> revision 1, 0 keys");
  }

  @Test
  void manyUnknownWritesAreDecided() {
    var time = 0;
    for (var i = 0; i < 40; i++) {
      history.lost(100 + i, time, put("k" + i % 5, "lost" + i));
    }
    for (var i = 0; i < 300; i++) {
      history.then(1, time++, time++, put("k" + i % 7, "v" + i));
    }
    for (var i = 0; i < 40; i += 2) {
      history.effect(put("k" + i % 5, "lost" + i));
      history.then(2, time++, time++, readAll());
    }
    assertAccepted();
  }

  @Test
  void givesUpWithinItsBudget() {
    for (var i = 0; i < 20; i++) {
      history.then(1, i, i, put("a", "1"));
    }
    assertThat(Linearizability.check(history.operations, 10)).isInstanceOf(Verdict.Undecided.class);
  }

  private void assertAccepted() {
    assertThat(history.verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  private void assertRejected() {
    assertThat(history.verdict()).isInstanceOf(Verdict.Violation.class);
  }

  private void assertRejected(int core) {
    assertRejected();
    assertThat(((Verdict.Violation) history.verdict()).core()).hasSize(core);
  }
}
