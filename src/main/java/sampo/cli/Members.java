package sampo.cli;

import etcdserverpb.ClusterGrpc;
import etcdserverpb.MemberListRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sampo members`: etcdctl's `member list`.
@Command(
    name = "members",
    description = {
      "Lists the members of the cluster.",
      "ID, status, name, peer URLs, client URLs, is learner"
    },
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Members implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();

  @Override
  public Integer call() {
    MemberListRequest request = MemberListRequest.newBuilder().setLinearizable(true).build();
    try (Connection cluster = options.connect()) {
      options.output().members(cluster.read(ClusterGrpc.getMemberListMethod(), request));
    }
    return 0;
  }
}
