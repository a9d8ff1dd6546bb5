package grpc;

import etcd.Code;
import etcd.EtcdError;
import etcd.EtcdException;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import service.Exceeded;
import service.Kv;
import service.Unsupported;

/// gRPC's statuses of etcd's errors.
final class Statuses {

  private static final Logger LOGGER = LoggerFactory.getLogger(Statuses.class);

  private static final Map<EtcdError, Status> BY_ERROR = new EnumMap<>(EtcdError.class);

  static {
    for (var error : EtcdError.values()) {
      BY_ERROR.put(
          error, Status.fromCodeValue(error.code().number()).withDescription(error.text()));
    }
  }

  private Statuses() {}

  static Status of(EtcdError error) {
    return BY_ERROR.getOrDefault(error, Status.UNKNOWN);
  }

  /// Why the client of the current call has gone.
  static Status.Code ofGone() {
    var deadline = Context.current().getDeadline();
    return deadline != null && deadline.isExpired()
        ? Status.Code.DEADLINE_EXCEEDED
        : Status.Code.CANCELLED;
  }

  /// The status of whatever a future ended with.
  static Status of(Throwable failure) {
    return switch (Kv.cause(failure)) {
      case EtcdException refused ->
          refused.code() == Code.UNKNOWN
              ? Status.UNKNOWN.withDescription(refused.error().text())
              : of(refused.error());
      case Unsupported unsupported ->
          Status.UNIMPLEMENTED.withDescription(unsupported.getMessage());
      case Exceeded exceeded -> Status.RESOURCE_EXHAUSTED.withDescription(exceeded.getMessage());
      case StatusRuntimeException status -> status.getStatus();
      case StatusException status -> status.getStatus();
      case Throwable broken -> {
        LOGGER.error("a call failed for a reason that is not the client's", broken);
        yield Status.UNKNOWN.withDescription(broken.toString());
      }
    };
  }
}
