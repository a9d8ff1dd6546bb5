package verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The search against the definition itself: all orders of a small history, tried one by one.
final class LinearizabilityTwinTest {

  private static final int HISTORIES = 4_000;
  private static final String[] KEYS = {"a", "b"};

  @Test
  void saysWhatTryingEveryOrderSays() {
    var accepted = 0;
    for (var seed = 0; seed < HISTORIES; seed++) {
      var history = history(new SplittableRandom(seed));
      var expected = someOrderExplains(KvState.EMPTY, history);
      var verdict = Linearizability.check(history);
      assertThat(verdict)
          .as("seed %d: %s", seed, history)
          .isInstanceOf(expected ? Verdict.Linearizable.class : Verdict.Violation.class);
      if (verdict instanceof Verdict.Violation violation) {
        assertThat(someOrderExplains(KvState.EMPTY, rememberOnly(violation.core(), history)))
            .as("seed %d core %s of %s", seed, violation, history)
            .isFalse();
      }
      accepted += expected ? 1 : 0;
    }
    assertThat(accepted).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
  }

  /// Forgetting makes weaker; with unknown outcomes instead of forgotten answers the core may be
  /// explicable, so only reads are taken away here.
  private static List<Operation> rememberOnly(List<Operation> core, List<Operation> history) {
    return history.stream().filter(o -> !o.isRead() || core.contains(o)).toList();
  }

  /// A run of a correct store by concurrent clients, then perhaps spoilt in one place.
  private static List<Operation> history(SplittableRandom random) {
    var state = KvState.EMPTY;
    var operations = new ArrayList<Operation>();
    var size = 3 + random.nextInt(4);
    for (var i = 0; i < size; i++) {
      var request = request(random);
      var step = KvModel.step(state, request);
      var happens = random.nextInt(6) > 0;
      state = happens ? step.state() : state;
      var known = happens && random.nextInt(5) > 0;
      var call = Math.max(0, 10 * i - random.nextInt(25));
      var end = 10 * i + random.nextInt(25);
      operations.add(
          new Operation(i, call, end, request, known ? step.outcome() : Outcome.UNKNOWN));
    }
    for (var i = random.nextInt(4); i > 0 && !operations.isEmpty(); i--) {
      spoil(operations, random);
    }
    return operations;
  }

  private static void spoil(List<Operation> operations, SplittableRandom random) {
    var i = random.nextInt(operations.size());
    var one = operations.get(i);
    var shift = random.nextInt(60) - 30;
    var call = Math.max(0, one.call() + shift);
    var end = one.end() == Operation.NEVER ? one.end() : Math.max(call, one.end() + shift);
    operations.set(i, new Operation(one.client(), call, end, one.request(), one.outcome()));
    var other = random.nextInt(operations.size());
    switch (random.nextInt(5)) {
      case 0 -> operations.remove(other);
      case 1, 2 -> operations.set(other, answeredBy(one, operations.get(other), random));
      default -> {}
    }
  }

  /// The operation with the answer that another moment would have given it.
  private static Operation answeredBy(
      Operation writer, Operation operation, SplittableRandom random) {
    var state = KvState.EMPTY;
    for (var i = random.nextInt(3); i > 0; i--) {
      state = KvModel.step(state, writer.request()).state();
    }
    var outcome = KvModel.step(state, operation.request()).outcome();
    return new Operation(
        operation.client(),
        operation.call(),
        Math.max(operation.call(), Math.min(operation.end(), 100)),
        operation.request(),
        outcome);
  }

  private static Message request(SplittableRandom random) {
    var key = KEYS[random.nextInt(KEYS.length)];
    var value = "" + random.nextInt(2);
    return switch (random.nextInt(9)) {
      case 0, 1 -> Ops.put(key, value);
      case 2 -> Ops.delete(key);
      case 3 -> Ops.compareAndSwap(key, random.nextInt(4), value);
      case 4 -> Ops.compact(1 + random.nextInt(3));
      case 5 -> Ops.readAt(key, 1 + random.nextInt(4));
      case 6 -> Ops.readStale(key);
      case 7 -> Ops.readAll();
      default -> Ops.read(key);
    };
  }

  /// The definition: some remaining operation can come first, and the rest can follow.
  private static boolean someOrderExplains(KvState state, List<Operation> rest) {
    if (rest.stream().noneMatch(operation -> operation.outcome().isKnown())) {
      return true;
    }
    var firstEnd = rest.stream().mapToLong(Operation::end).min().orElseThrow();
    for (var operation : rest) {
      if (operation.call() > firstEnd && !operation.isSerializable()) {
        continue;
      }
      var step = KvModel.step(state, operation.request());
      var fits = !operation.outcome().isKnown() || step.outcome().equals(operation.outcome());
      var others = new ArrayList<>(rest);
      others.remove(operation);
      if (fits && someOrderExplains(step.state(), others)) {
        return true;
      }
    }
    return false;
  }
}
