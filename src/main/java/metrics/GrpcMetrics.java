package metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What goes over the client port: calls by method, payload bytes, and a word on calls that are
/// slow.
public final class GrpcMetrics {

  /// gRPC's status codes by number, as Go writes them.
  private static final List<String> CODES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  /// Versions that clients claim to have are theirs to invent; no more than this are told apart.
  private static final int MAX_CLIENT_VERSIONS = 64;

  /// The streams whose failures are counted, by service and method, and what they are called then.
  private static final Map<String, String> STREAMS =
      Map.of(
          "etcdserverpb.Watch/Watch",
          "watch",
          "etcdserverpb.Lease/LeaseKeepAlive",
          "lease-keepalive");

  private static final double NANOS = 1e9;

  private final SlowCalls slow;
  private final @Nullable Histogram times;
  private final Counter started;
  private final Counter handled;
  private final Counter msgReceived;
  private final Counter msgSent;
  private final Counter requests;
  private final Counter streamFailures;
  private final CounterDataPoint receivedBytes;
  private final CounterDataPoint sentBytes;
  private final Map<String, CounterDataPoint> unaryByVersion = new ConcurrentHashMap<>();
  private final Map<String, CounterDataPoint> streamsByVersion = new ConcurrentHashMap<>();

  /// @param extensive whether calls are timed (`--metrics=extensive`)
  /// @param slow hears of calls with one answer
  public GrpcMetrics(Metrics metrics, boolean extensive, SlowCalls slow) {
    this.slow = slow;
    times =
        extensive
            ? metrics.plainHistogram(
                "grpc_server_handling_seconds",
                "Time from the beginning of a call to its end.",
                "grpc_type",
                "grpc_service",
                "grpc_method")
            : null;
    started = perMethod(metrics, "grpc_server_started_total", "Calls begun.");
    msgReceived =
        perMethod(metrics, "grpc_server_msg_received_total", "Messages received in calls.");
    msgSent = perMethod(metrics, "grpc_server_msg_sent_total", "Messages sent in calls.");
    handled = perMethod(metrics, "grpc_server_handled_total", "Calls ended.", "grpc_code");
    requests =
        metrics.counter(
            "etcd_server_client_requests_total",
            "Requests, by the version of the client.",
            "type",
            "client_api_version");
    streamFailures =
        metrics.counter(
            "etcd_network_server_stream_failures_total",
            "Streams ended because a message could not be read.",
            "Type",
            "API");
    receivedBytes =
        metrics.counter(
            "etcd_network_client_grpc_received_bytes_total",
            "Payload bytes received from gRPC clients.");
    sentBytes =
        metrics.counter(
            "etcd_network_client_grpc_sent_bytes_total", "Payload bytes sent to gRPC clients.");
  }

  private static Counter perMethod(Metrics metrics, String name, String help, String... more) {
    var method = Stream.of("grpc_type", "grpc_service", "grpc_method");
    var labels = Stream.concat(method, Stream.of(more)).toArray(String[]::new);
    return metrics.counter(name, help, labels);
  }

  /// The instruments of a method, all at 0.
  ///
  /// @param type `unary`, `client_stream`, `server_stream` or `bidi_stream`
  public Method method(String type, String service, String name) {
    var stream = STREAMS.get(service + "/" + name);
    return new Method(
        times == null ? null : times.labelValues(type, service, name),
        stream == null ? null : streamFailures.labelValues("receive", stream),
        started.labelValues(type, service, name),
        msgReceived.labelValues(type, service, name),
        msgSent.labelValues(type, service, name),
        CODES.stream().map(code -> handled.labelValues(type, service, name, code)).toList());
  }

  /// Who hears of calls that take long.
  public SlowCalls slow() {
    return slow;
  }

  /// Counts a unary request of a client of some version, `unknown` if it named none.
  public void unaryRequest(String clientVersion) {
    count(unaryByVersion, "unary", clientVersion);
  }

  /// Counts a stream of a client of some version, `unknown` if it named none.
  public void streamRequest(String clientVersion) {
    count(streamsByVersion, "stream", clientVersion);
  }

  private void count(Map<String, CounterDataPoint> byVersion, String type, String clientVersion) {
    var known = byVersion.get(clientVersion);
    if (known != null) {
      known.inc();
      return;
    }
    String version = byVersion.size() < MAX_CLIENT_VERSIONS ? clientVersion : "unknown";
    byVersion.computeIfAbsent(version, name -> requests.labelValues(type, name)).inc();
  }

  /// The instruments of one method.
  public final class Method {

    private final @Nullable DistributionDataPoint handling;
    private final @Nullable CounterDataPoint unreadable;
    private final CounterDataPoint startedCalls;
    private final CounterDataPoint receivedMessages;
    private final CounterDataPoint sentMessages;
    private final List<CounterDataPoint> handledByCode;

    private Method(
        @Nullable DistributionDataPoint handling,
        @Nullable CounterDataPoint unreadable,
        CounterDataPoint startedCalls,
        CounterDataPoint receivedMessages,
        CounterDataPoint sentMessages,
        List<CounterDataPoint> handledByCode) {
      this.handling = handling;
      this.unreadable = unreadable;
      this.startedCalls = startedCalls;
      this.receivedMessages = receivedMessages;
      this.sentMessages = sentMessages;
      this.handledByCode = handledByCode;
    }

    /// A call begins.
    ///
    /// @return when, in [System#nanoTime] units, to be told at its end
    public long started() {
      startedCalls.inc();
      return System.nanoTime();
    }

    /// A message of so many payload bytes came in.
    public void received(int bytes) {
      receivedMessages.inc();
      receivedBytes.inc(bytes);
    }

    /// What came in is no message, or too large a one, and ends the call.
    public void unreadable() {
      if (unreadable != null) {
        unreadable.inc();
      }
    }

    /// A message of so many payload bytes went out.
    public void sent(int bytes) {
      sentMessages.inc();
      sentBytes.inc(bytes);
    }

    /// A call that began then ended with a gRPC status code, 0 to 16.
    public void handled(int code, long began) {
      handledByCode.get(code).inc();
      if (handling != null) {
        handling.observe((System.nanoTime() - began) / NANOS);
      }
    }
  }
}
