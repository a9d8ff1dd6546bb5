package process;

import etcdserverpb.PutRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/// Clients that put and put, each key once, until they are stopped: from one member to the next
/// when one fails them.
final class Load implements AutoCloseable {

  private static final int CLIENTS = 8;
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration BACKOFF = Duration.ofMillis(10);

  private final List<Member> members;
  private final String prefix;
  private final Ledger ledger = new Ledger();
  private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  private Load(List<Member> members, String prefix) {
    this.members = members;
    this.prefix = prefix;
  }

  /// Starts clients of these members.
  ///
  /// @param prefix of their keys, which nobody else uses
  static Load start(List<Member> members, String prefix) {
    Load load = new Load(members, prefix);
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      load.clients.execute(() -> load.put(client));
    }
    return load;
  }

  private void put(int client) {
    int home = client;
    for (int i = 0; !stopped; i++) {
      String key = "%s/%d/%08d".formatted(prefix, client, i);
      Member member = members.get(home % members.size());
      try {
        long revision = put(member, key, "v" + i);
        ledger.add(key, new Ledger.Entry("v" + i, revision));
      } catch (StatusRuntimeException failed) {
        home++;
        LockSupport.parkNanos(BACKOFF.toNanos());
      } catch (RuntimeException broken) {
        unexpected.add(broken);
        return;
      }
    }
  }

  private static long put(Member member, String key, String value) {
    return member
        .kv(DEADLINE)
        .put(PutRequest.newBuilder().setKey(Bytes.of(key)).setValue(Bytes.of(value)).build())
        .getHeader()
        .getRevision();
  }

  /// Waits until so many more puts have been acknowledged: the cluster serves.
  void awaitMore(int puts) {
    int enough = ledger.size() + puts;
    Awaitility.await(puts + " more puts are acknowledged")
        .atMost(Member.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> ledger.size() >= enough);
  }

  /// Stops the clients, and hands out what was acknowledged to them.
  Ledger stop() {
    close();
    return ledger;
  }

  @Override
  public void close() {
    stopped = true;
    clients.shutdown();
    try {
      if (!clients.awaitTermination(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("clients do not stop");
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
    if (!unexpected.isEmpty()) {
      throw new AssertionError("a client broke", unexpected.peek());
    }
  }
}
