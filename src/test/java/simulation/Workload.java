package simulation;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What clients ask for: each capability as often as it stands in the list.
final class Workload {

  private static final List<Capability> MIX = mix();

  private Workload() {}

  private static List<Capability> mix() {
    var mix = new ArrayList<Capability>();
    add(mix, 8, new Puts());
    add(mix, 2, new Deletes());
    add(mix, 8, new Ranges());
    add(mix, 5, new Transactions());
    add(mix, 1, new Compactions());
    return List.copyOf(mix);
  }

  private static void add(List<Capability> mix, int times, Capability capability) {
    for (var i = 0; i < times; i++) {
      mix.add(capability);
    }
  }

  static Message request(Knowledge known, RandomGenerator dice) {
    return MIX.get(dice.nextInt(MIX.size())).request(known, dice);
  }
}
