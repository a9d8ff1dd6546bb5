package sampo.cli;

import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.KVGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sampo del`.
@Command(
    name = "del",
    description = "Deletes a key or a range of keys and shows how many there were.",
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Del implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();
  @Mixin private Keys keys = new Keys();

  @Option(names = "--prev-kv", description = "Show the deleted pairs.")
  private boolean prevKv;

  @Override
  public Integer call() {
    keys.requireOneRange(options);
    DeleteRangeRequest request =
        DeleteRangeRequest.newBuilder()
            .setKey(keys.first())
            .setRangeEnd(keys.rangeEnd())
            .setPrevKv(prevKv)
            .build();
    try (Connection cluster = options.connect()) {
      options.output().del(cluster.write(KVGrpc.getDeleteRangeMethod(), request));
    }
    return 0;
  }
}
