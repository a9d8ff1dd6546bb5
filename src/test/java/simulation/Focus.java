package simulation;

/// What the clients of a run are about, and hence who judges what they are told.
enum Focus {
  /// Keys and values; what clients hear must be linearizable.
  KEYS {
    @Override
    Simulation simulation(Theatre theatre, Climate climate, long seed, boolean messages) {
      return new Simulation(theatre, this, climate, seed, messages);
    }
  },
  /// Leases and the keys under them, beside the others.
  LEASES {
    @Override
    Simulation simulation(Theatre theatre, Climate climate, long seed, boolean messages) {
      return new LeaseSimulation(theatre, climate, seed, messages);
    }
  },
  /// What those are told who watch keys, beside the others.
  WATCHES {
    @Override
    Simulation simulation(Theatre theatre, Climate climate, long seed, boolean messages) {
      return new WatchSimulation(theatre, climate, seed, messages);
    }
  };

  /// A run that has not begun.
  abstract Simulation simulation(Theatre theatre, Climate climate, long seed, boolean messages);
}
