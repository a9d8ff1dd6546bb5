package differential;

import java.util.stream.Stream;

/// What is compared: each service by a script of its own.
enum Service {
  KV {
    @Override
    Script script(long seed) {
      return new KvScript(seed);
    }
  },
  LEASE {
    @Override
    Script script(long seed) {
      return new LeaseScript(seed);
    }
  },
  WATCH {
    @Override
    Script script(long seed) {
      return new WatchScript(seed);
    }
  },
  MAINTENANCE {
    @Override
    Script script(long seed) {
      return new MaintenanceScript(seed);
    }
  },
  LOCK {
    @Override
    Script script(long seed) {
      return new LockScript(seed);
    }
  },
  ELECTION {
    @Override
    Script script(long seed) {
      return new ElectionScript(seed);
    }
  },
  AUTH {
    @Override
    Script script(long seed) {
      return new AuthScript(seed);
    }
  };

  /// So slow in electing that no lease is too short for a script to revoke it in time: the least
  /// time to live is one and a half elections. A password is hashed as cheaply as may be.
  static final String[] FLAGS = {
    "--heartbeat-interval=500", "--election-timeout=5000", "--bcrypt-cost=4"
  };

  abstract Script script(long seed);

  /// These, or those that `-Ddifferential.services=LEASE,WATCH` names instead.
  static Stream<Service> chosen(Service... these) {
    String names = System.getProperty("differential.services", "");
    return names.isEmpty() ? Stream.of(these) : Stream.of(names.split(",")).map(Service::valueOf);
  }
}
