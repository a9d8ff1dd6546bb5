package simulation;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a client asks for.
///
/// @param mix each capability as often as it stands in the list
record Workload(List<Capability> mix) {

  private static final Workload ALL =
      mixOf(8, new Puts())
          .with(2, new Deletes())
          .with(8, new Ranges())
          .with(5, new Transactions())
          .with(1, new Compactions());

  /// Whoever writes to a leader that was cut off waits; only who just reads goes on asking it.
  private static final Workload READS = mixOf(1, new Ranges());

  /// What those ask who have leases.
  static final Workload LEASES = mixOf(1, new Leasing());

  /// The workload of the n-th client of a member: the second only reads.
  static Workload of(int place) {
    return place == 1 ? READS : ALL;
  }

  private static Workload mixOf(int times, Capability capability) {
    return new Workload(List.of()).with(times, capability);
  }

  private Workload with(int times, Capability capability) {
    var more = new ArrayList<>(mix);
    for (var i = 0; i < times; i++) {
      more.add(capability);
    }
    return new Workload(List.copyOf(more));
  }

  Message request(Knowledge known, RandomGenerator dice) {
    return mix.get(dice.nextInt(mix.size())).request(known, dice);
  }
}
