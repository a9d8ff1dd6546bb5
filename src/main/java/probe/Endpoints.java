package probe;

import com.google.protobuf.Message;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.TxnRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The members of a cluster, a connection to each.
public final class Endpoints implements AutoCloseable {

  private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(2);

  private final List<String> names;
  private final Map<String, ManagedChannel> channels;

  /// @param dial begins a connection to one of them
  public Endpoints(List<String> names, Function<String, NettyChannelBuilder> dial) {
    this.names = names.stream().distinct().toList();
    this.channels =
        this.names.stream()
            .collect(Collectors.toMap(Function.identity(), name -> open(dial.apply(name))));
  }

  private static ManagedChannel open(NettyChannelBuilder dialed) {
    return dialed
        .disableRetry()
        .maxInboundMessageSize(Integer.MAX_VALUE)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) DIAL_TIMEOUT.toMillis())
        .build();
  }

  /// Each once.
  public List<String> names() {
    return names;
  }

  /// The connection to one of them.
  ManagedChannel channel(String name) {
    ManagedChannel channel = channels.get(name);
    if (channel == null) {
      throw new IllegalArgumentException("no endpoint: " + name);
    }
    return channel;
  }

  /// Lets the next call to a member that was not reached try again at once.
  void redial(String name) {
    channel(name).resetConnectBackoff();
  }

  /// Asks one member once.
  ///
  /// @throws StatusRuntimeException what it answered, if not with success
  public Message call(String name, Message request, Duration deadline) {
    ManagedChannel channel = channel(name);
    KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return switch (request) {
        case RangeRequest range -> kv.range(range);
        case PutRequest put -> kv.put(put);
        case DeleteRangeRequest delete -> kv.deleteRange(delete);
        case TxnRequest txn -> kv.txn(txn);
        case CompactionRequest compaction -> kv.compact(compaction);
        default -> throw new IllegalArgumentException("no key-value request: " + request);
      };
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        channel.resetConnectBackoff();
      }
      throw failure;
    }
  }

  /// Asks one member after the other, until one answers or all have been asked so many times.
  ///
  /// @throws StatusRuntimeException what the last one answered
  public Message callAny(Message request, Duration deadline, int rounds) {
    for (int i = 0; ; i++) {
      try {
        return call(names.get(i % names.size()), request, deadline);
      } catch (StatusRuntimeException failure) {
        if (i + 1 >= rounds * names.size() || !mayPass(failure)) {
          throw failure;
        }
      }
    }
  }

  private static boolean mayPass(StatusRuntimeException failure) {
    return switch (failure.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN, CANCELLED -> true;
      default -> false;
    };
  }

  /// Whether no member can have seen the request.
  static boolean neverReached(Status status) {
    for (Throwable t = status.getCause(); t != null; t = t.getCause()) {
      if (t instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
