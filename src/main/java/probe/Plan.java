package probe;

import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// What is to be tried.
///
/// @param endpoints of every member
/// @param dial begins a connection to an endpoint
/// @param prefix of all keys; nobody else uses it
/// @param clients that have one call outstanding each; every fourth goes from member to member, the
///   others stay with one
/// @param keys that they share
/// @param callsPerSecond of each client, at most
/// @param deadline of one call
/// @param seed of all that is drawn
/// @param revisions who else makes some
/// @param beside who watches, and has leases, meanwhile
public record Plan(
    List<String> endpoints,
    Function<String, NettyChannelBuilder> dial,
    String prefix,
    int clients,
    int keys,
    int callsPerSecond,
    Duration deadline,
    long seed,
    Revisions revisions,
    Beside beside) {

  /// Those beside the clients of keys.
  ///
  /// @param watchers that watch all keys, and tell what they are told
  /// @param tenants that have one lease each, time and again
  /// @param historians that read what was, while one more compacts it
  /// @param guests that watch what they may read, while one more changes that: auth is on then, and
  ///   all connections are in the name of root ([Login])
  public record Beside(int watchers, int tenants, int historians, int guests) {

    /// None.
    public static final Beside NOBODY = new Beside(0, 0, 0, 0);

    /// @throws IllegalArgumentException if there are less than none, or others than watchers that
    ///   nobody watches
    public Beside {
      if (watchers < 0 || tenants < 0 || historians < 0 || guests < 0) {
        throw new IllegalArgumentException("less than nobody");
      }
      if (watchers == 0 && tenants + historians + guests > 0) {
        throw new IllegalArgumentException(
            "leases and compactions are judged by what watchers are told");
      }
    }
  }

  /// Whose writes make revisions while the workload runs.
  public enum Revisions {
    /// Only the workload's: a revision it did not make is a violation.
    OURS,
    /// Others' as well.
    SHARED
  }

  /// @throws IllegalArgumentException if there is nobody to ask, or nothing to ask for
  public Plan {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty() || clients < 1 || keys < 1 || callsPerSecond < 1) {
      throw new IllegalArgumentException("endpoints, clients, keys and rate must be positive");
    }
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("the prefix must not be empty: it is deleted in the end");
    }
    if (revisions == Revisions.SHARED && beside.historians() > 0) {
      throw new IllegalArgumentException("the history of others is not to be compacted");
    }
  }

  /// Without TLS.
  ///
  /// @param endpoints `host:port` of every member
  public Plan(
      List<String> endpoints,
      String prefix,
      int clients,
      int keys,
      int callsPerSecond,
      Duration deadline,
      long seed,
      Revisions revisions,
      Beside beside) {
    this(
        endpoints,
        endpoint -> NettyChannelBuilder.forTarget("dns:///" + endpoint).usePlaintext(),
        prefix,
        clients,
        keys,
        callsPerSecond,
        deadline,
        seed,
        revisions,
        beside);
  }
}
