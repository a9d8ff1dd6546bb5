package simulation;

/// Someone at the door of one member: thinks, asks, waits, thinks again, until told to stop.
abstract sealed class Guest permits Client, Tenant {

  final SimulatedCluster cluster;
  final SimulatedMember member;
  private boolean stopped;
  private long answers;

  Guest(SimulatedCluster cluster, SimulatedMember member) {
    this.cluster = cluster;
    this.member = member;
  }

  /// Asks for something now, and thinks again once that is answered or given up.
  abstract void ask();

  /// How many answers it has had.
  final long answers() {
    return answers;
  }

  final void countAnswer() {
    answers++;
  }

  final SimulatedMember member() {
    return member;
  }

  final void stop() {
    stopped = true;
  }

  final void think() {
    var time = Chance.about(cluster.weather().think().toNanos(), cluster.chance().clients());
    cluster.agenda().after(time, this::next);
  }

  private void next() {
    if (stopped) {
      return;
    }
    if (member.isUp()) {
      ask();
    } else {
      think();
    }
  }
}
