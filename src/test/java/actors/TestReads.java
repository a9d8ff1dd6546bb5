package actors;

import java.util.ArrayList;
import java.util.List;

/// Reads known by name, that remember nothing but their names.
record TestReads(List<String> names) implements Raft.Reads {

  static TestReads of(String... names) {
    return new TestReads(List.of(names));
  }

  /// A message that brings one read.
  static Raft.Read read(String name) {
    return new Raft.Read(() -> of(name));
  }

  @Override
  public boolean isEmpty() {
    return names.isEmpty();
  }

  @Override
  public Raft.Reads and(Raft.Reads later) {
    var all = new ArrayList<>(names);
    all.addAll(((TestReads) later).names);
    return new TestReads(all);
  }

  @Override
  public void refuse(Raft.Refusal refusal) {
    throw new AssertionError("refused: " + names);
  }

  @Override
  public void serve() {
    throw new AssertionError("a role never serves by itself: " + names);
  }
}
