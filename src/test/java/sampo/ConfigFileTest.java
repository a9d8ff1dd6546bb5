package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every key that etcd 3.6 reads (`server/embed/config.go`) is known: an unknown one is fatal here.
final class ConfigFileTest {

  /// With etcd's own defaults, where it has any; those that are refused here are not asked for.
  private static final String ALL_KEYS =
      """
      name: default
      data-dir:
      wal-dir: /w
      snapshot-count: 10000
      experimental-snapshot-catch-up-entries: 5000
      snapshot-catchup-entries: 5000
      max-snapshots: 5
      max-wals: 5
      heartbeat-interval: 100
      election-timeout: 1000
      initial-election-tick-advance: true
      backend-batch-interval: 100000000
      backend-batch-limit: 10000
      backend-bbolt-freelist-type: map
      quota-backend-bytes: 0
      max-txn-ops: 128
      max-request-bytes: 1572864
      max-concurrent-streams: 4294967295
      self-signed-cert-validity: 1
      cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
      tls-min-version: TLS1.2
      tls-max-version: ''
      initial-cluster-state: new
      discovery-srv: ''
      discovery-srv-name: ''
      discovery-proxy: ''
      discovery: ''
      discovery-config: {}
      initial-cluster: default=http://localhost:2380
      initial-cluster-token: etcd-cluster
      strict-reconfig-check: true
      auto-compaction-mode: periodic
      auto-compaction-retention: '0'
      grpc-keepalive-min-time: 5000000000
      grpc-keepalive-interval: 7200000000000
      grpc-keepalive-timeout: 20000000000
      socket-options:
        reuse-port: false
        reuse-address: false
      pre-vote: true
      auth-token: simple
      bcrypt-cost: 10
      auth-token-ttl: 300
      experimental-initial-corrupt-check: false
      experimental-corrupt-check-time: 0
      corrupt-check-time: 0
      experimental-compact-hash-check-enabled: false
      experimental-compact-hash-check-time: 60000000000
      compact-hash-check-time: 60000000000
      experimental-enable-lease-checkpoint: false
      experimental-enable-lease-checkpoint-persist: false
      experimental-compaction-batch-limit: 1000
      compaction-batch-limit: 1000
      experimental-compaction-sleep-interval: 10000000
      compaction-sleep-interval: 10000000
      experimental-watch-progress-notify-interval: 600000000000
      watch-progress-notify-interval: 600000000000
      experimental-warning-apply-duration: 100000000
      warning-apply-duration: 100000000
      experimental-bootstrap-defrag-threshold-megabytes: 0
      bootstrap-defrag-threshold-megabytes: 0
      warning-unary-request-duration: 300000000
      experimental-warning-unary-request-duration: 300000000
      max-learners: 1
      force-new-cluster: false
      enable-pprof: false
      metrics: basic
      listen-metrics-urls: ''
      experimental-enable-distributed-tracing: false
      enable-distributed-tracing: false
      experimental-distributed-tracing-address: localhost:4317
      distributed-tracing-address: localhost:4317
      experimental-distributed-tracing-service-name: etcd
      distributed-tracing-service-name: etcd
      experimental-distributed-tracing-instance-id: ''
      distributed-tracing-instance-id: ''
      experimental-distributed-tracing-sampling-rate: 0
      distributed-tracing-sampling-rate: 0
      experimental-peer-skip-client-san-verification: false
      logger: zap
      log-level: info
      log-format: json
      log-outputs: [default]
      enable-log-rotation: false
      log-rotation-config-json: '{}'
      enable-grpc-gateway: true
      unsafe-no-fsync: false
      experimental-downgrade-check-time: 5000000000
      downgrade-check-time: 5000000000
      memory-mlock: false
      experimental-memory-mlock: false
      experimental-txn-mode-write-with-shared-buffer: true
      experimental-stop-grpc-service-on-defrag: false
      v2-deprecation: write-only-drop-data
      listen-peer-urls: http://localhost:2380
      listen-client-urls: http://localhost:2379
      listen-client-http-urls: ''
      initial-advertise-peer-urls: http://localhost:2380
      advertise-client-urls: http://localhost:2379
      cors: '*'
      host-whitelist: '*'
      client-transport-security:
        cert-file: ''
        key-file: ''
        client-cert-file: ''
        client-key-file: ''
        client-cert-auth: false
        trusted-ca-file: ''
        auto-tls: false
        allowed-hostname: ''
        skip-client-san-verification: false
      peer-transport-security:
        cert-file: ''
        key-file: ''
        client-cert-file: ''
        client-key-file: ''
        client-cert-auth: false
        trusted-ca-file: ''
        auto-tls: false
        allowed-cn: ''
        allowed-hostname: ''
        skip-client-san-verification: false
      feature-gates: InitialCorruptCheck=false
      """;

  @TempDir private Path folder;

  @Test
  void everyKeyOfEtcdIsKnown() throws IOException {
    Map<Boolean, String> keys =
        ALL_KEYS
            .lines()
            .collect(
                Collectors.partitioningBy(
                    line -> line.startsWith("experimental-"), Collectors.joining("\n")));
    assertThat(notes(keys.get(false))).isNotEmpty();
    assertThat(notes(keys.get(true))).isNotEmpty();
  }

  @Test
  void keysThatAreCalledOtherwiseThanTheirFlagsSayWhatTheyDoNot() throws IOException {
    assertThat(notes("experimental-snapshot-catch-up-entries: 1\n"))
        .singleElement()
        .asString()
        .startsWith("--snapshot-catchup-entries has no effect: ");
    assertThat(notes("socket-options: {reuse-port: true, reuse-address: true}\n"))
        .satisfiesExactlyInAnyOrder(
            note -> assertThat(note).startsWith("--socket-reuse-port has no effect: "),
            note -> assertThat(note).startsWith("--socket-reuse-address has no effect: "));
  }

  private List<String> notes(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("etcd.yml"), text);
    return Configuration.parse("--config-file=" + file).notes();
  }
}
