package sampo.cli;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sampo put`.
@Command(
    name = "put",
    description = "Stores a value under a key; without VALUE, standard input is the value.",
    exitCodeOnInvalidInput = 128,
    mixinStandardHelpOptions = true)
public final class Put implements Callable<Integer> {

  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", arity = "0..1", description = "The value.")
  private @Nullable String value;

  @Option(
      names = "--lease",
      paramLabel = "HEX",
      defaultValue = "0",
      description = "Lease the key is to live with.")
  private String lease = "";

  @Option(names = "--prev-kv", description = "Show the pair before the change.")
  private boolean prevKv;

  @Option(names = "--ignore-value", description = "Keep the value the key has.")
  private boolean ignoreValue;

  @Option(names = "--ignore-lease", description = "Keep the lease the key has.")
  private boolean ignoreLease;

  @Override
  public Integer call() throws IOException {
    PutRequest.Builder request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setLease(leaseId())
            .setPrevKv(prevKv)
            .setIgnoreValue(ignoreValue)
            .setIgnoreLease(ignoreLease);
    if (!ignoreValue) {
      request.setValue(
          value == null ? ByteString.readFrom(System.in) : ByteString.copyFromUtf8(value));
    }
    try (Connection cluster = options.connect()) {
      options.output().put(cluster.write(KVGrpc.getPutMethod(), request.build()));
    }
    return 0;
  }

  private long leaseId() {
    try {
      return Long.parseUnsignedLong(lease, 16);
    } catch (NumberFormatException e) {
      throw options.misuse("bad lease ID (%s), expecting ID in Hex".formatted(lease));
    }
  }
}
