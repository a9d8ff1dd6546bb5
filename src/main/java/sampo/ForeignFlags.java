package sampo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The flags of etcd that have no effect on a member of Sampo, and why. Each is accepted with a
/// word, or refused where going on without it would be a broken promise.
final class ForeignFlags {

  private static final Map<String, String> IGNORED = new LinkedHashMap<>();
  private static final Map<String, String> REFUSED = new LinkedHashMap<>();

  static {
    ignore("the journal is part of --data-dir", "wal-dir");
    ignore(
        "the store is LevelDB, which needs no defragmentation and has no such knobs",
        "backend-batch-interval",
        "backend-batch-limit",
        "backend-bbolt-freelist-type",
        "bootstrap-defrag-threshold-megabytes",
        "memory-mlock");
    ignore(
        "the journal is kept whole and the store is the snapshot",
        "snapshot-count",
        "snapshot-catchup-entries",
        "max-snapshots",
        "max-wals");
    ignore("the store removes compacted rows at its own pace", "compaction-batch-limit");
    ignore("the store removes compacted rows at its own pace", "compaction-sleep-interval");
    ignore(
        "the sockets of members are those of Pekko remoting",
        "socket-reuse-port",
        "socket-reuse-address",
        "raft-read-timeout",
        "raft-write-timeout");
    ignore("pre-vote is always on", "pre-vote");
    ignore("there is one logger", "logger");
    ignore("rotate files by logrotate or log to stderr", "enable-log-rotation");
    ignore("rotate files by logrotate or log to stderr", "log-rotation-config-json");
    ignore("profile with JDK Flight Recorder (jcmd PID JFR.start)", "enable-pprof");
    ignore(
        "nothing is sent to a collector",
        "enable-distributed-tracing",
        "distributed-tracing-address",
        "distributed-tracing-service-name",
        "distributed-tracing-instance-id",
        "distributed-tracing-sampling-rate");
    ignore("the JSON gateway opens no connection", "client-cert-file", "client-key-file");
    ignore(
        "the address that somebody comes from is not compared with a certificate",
        "peer-skip-client-san-verification",
        "skip-client-san-verification");
    ignore(
        "there is no downgrade to wait for",
        "downgrade-check-time",
        "next-cluster-version-compatible");
    ignore(
        "it belongs to etcd's v2",
        "enable-v2",
        "enable-v2v3",
        "v2-deprecation",
        "proxy-failure-wait",
        "proxy-refresh-interval",
        "proxy-dial-timeout",
        "proxy-write-timeout",
        "proxy-read-timeout",
        "discovery-fallback",
        "discovery-proxy");
    ignore(
        "it belongs to an etcd of long ago",
        "cluster-active-size",
        "cluster-remove-delay",
        "cluster-sync-interval",
        "config",
        "debug",
        "force",
        "log-output",
        "log-package-levels",
        "max-result-buffer",
        "max-retry-attempts",
        "peer-election-timeout",
        "peer-heartbeat-interval",
        "retry-interval",
        "snapshot",
        "v",
        "vv");
    refuse(
        "the members are told one another by --initial-cluster",
        "discovery",
        "discovery-srv",
        "discovery-srv-name",
        "discovery-token",
        "discovery-endpoints",
        "discovery-dial-timeout",
        "discovery-request-timeout",
        "discovery-keepalive-time",
        "discovery-keepalive-timeout",
        "discovery-insecure-transport",
        "discovery-insecure-skip-tls-verify",
        "discovery-cert",
        "discovery-key",
        "discovery-cacert",
        "discovery-user",
        "discovery-password");
    refuse(
        "a member does not leave its quorum by a flag: start a new cluster from its data",
        "force-new-cluster");
    refuse("what is acknowledged is on disk", "unsafe-no-fsync");
    refuse("there is no proxy; any member serves any request", "proxy");
  }

  private ForeignFlags() {}

  private static void ignore(String why, String... names) {
    for (String name : names) {
      IGNORED.put(name, why);
    }
  }

  private static void refuse(String why, String... names) {
    for (String name : names) {
      REFUSED.put(name, why);
    }
  }

  /// Makes these flags known to a command that has some of etcd's.
  static void addTo(CommandSpec command) {
    List<String> names = new ArrayList<>(IGNORED.keySet());
    names.addAll(REFUSED.keySet());
    for (String name : names) {
      command.addOption(
          OptionSpec.builder("--" + name)
              .type(String.class)
              .arity("0..1")
              .fallbackValue("true")
              .hidden(true)
              .build());
    }
  }

  /// One line for each of these flags that was given.
  ///
  /// @throws InvalidSettings if one of them asks for what cannot be left undone
  static List<String> notes(CommandSpec command) {
    Map<String, OptionSpec> options = command.optionsMap();
    REFUSED.forEach(
        (name, why) -> {
          if (asks(value(options, name))) {
            throw new InvalidSettings("--%s is not supported: %s".formatted(name, why));
          }
        });
    List<String> notes = new ArrayList<>();
    IGNORED.forEach(
        (name, why) -> {
          if (!value(options, name).isEmpty()) {
            notes.add("--%s has no effect: %s".formatted(name, why));
          }
        });
    return notes;
  }

  private static String value(Map<String, OptionSpec> options, String name) {
    OptionSpec option = options.get("--" + name);
    Object value = option == null ? null : option.getValue();
    return value == null ? "" : value.toString();
  }

  private static boolean asks(String value) {
    return switch (value) {
      case "", "false", "off" -> false;
      default -> true;
    };
  }
}
