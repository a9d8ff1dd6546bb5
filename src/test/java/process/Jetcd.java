package process;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// jetcd, unmodified, as tests use it.
final class Jetcd {

  private Jetcd() {}

  /// A client that is told of every member.
  static ClientBuilder of(Cluster cluster) {
    return Client.builder()
        .endpoints(
            cluster.members().stream()
                .map(member -> URI.create(member.flags().clientUrl()))
                .toArray(URI[]::new));
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  static <T> T await(CompletableFuture<T> answer) throws Exception {
    return answer.get(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// Asks again while nobody leads; whatever is asked may come about twice.
  static <T> T awaitAgain(Callable<CompletableFuture<T>> call) throws Exception {
    long deadline = System.nanoTime() + Member.PATIENCE.toNanos();
    while (true) {
      try {
        return call.call().get(10, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException failed) {
        if (System.nanoTime() > deadline) {
          throw failed;
        }
      }
    }
  }
}
