package sampo.cli;

import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `sampo status`: etcdctl's `endpoint status`.
@Command(
    name = "status",
    description = {
      "Shows what each endpoint says of itself; fails if one does not answer.",
      "Endpoint, ID, version, db size, is leader, is learner, raft term, raft index, applied"
          + " index, errors"
    },
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Status implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<String, StatusResponse> answers = new LinkedHashMap<>();
    try (Connection cluster = options.connect()) {
      for (String endpoint : cluster.endpoints()) {
        try {
          answers.put(
              endpoint,
              cluster.at(
                  endpoint, MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
          spec.commandLine()
              .getErr()
              .println(
                  "Failed to get the status of endpoint %s (%s)".formatted(endpoint, reason(e)));
        }
      }
      options.output().status(answers);
      return answers.size() == cluster.endpoints().size() ? 0 : 1;
    }
  }

  private static String reason(StatusRuntimeException failure) {
    if (Connection.neverReached(failure)) {
      return "no member answers";
    }
    String description = failure.getStatus().getDescription();
    return description == null
        ? failure.getStatus().getCode().name()
        : description.lines().findFirst().orElse("");
  }
}
