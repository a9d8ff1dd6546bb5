package process;

import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/// One key with one writer, who counts up, and many readers: a reader must find a number no smaller
/// than the last that was acknowledged before it asked, and no greater than the last that was sent
/// before it heard.
final class Register {

  /// Long enough for a call to outlast a pause of its member, so that its answer is judged.
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(2);
  private static final Duration BACKOFF = Duration.ofMillis(5);
  private static final int READERS_PER_MEMBER = 4;

  private final String key;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Map<Member, AtomicInteger> reads = new ConcurrentHashMap<>();
  private final AtomicInteger failedReads = new AtomicInteger();
  private final Queue<String> stale = new ConcurrentLinkedQueue<>();

  Register(String key) {
    this.key = key;
  }

  int acknowledged() {
    return acknowledged.get();
  }

  /// What readers found that they must not find.
  List<String> stale() {
    return List.copyOf(stale);
  }

  /// Starts the readers of some members, and a writer who goes from one to the next of others.
  Clients start(List<Member> readers, List<Member> writers) {
    Clients clients = new Clients();
    clients.executor.execute(() -> write(clients, writers));
    for (Member member : readers) {
      reads.put(member, new AtomicInteger());
      for (int i = 0; i < READERS_PER_MEMBER; i++) {
        clients.executor.execute(() -> read(clients, member));
      }
    }
    return clients;
  }

  /// The writer and the readers, until they are closed.
  final class Clients implements AutoCloseable {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;

    void awaitWrites(int more) {
      awaitCount(acknowledged, more, "writes");
    }

    void awaitReads(Member member, int more) {
      awaitCount(reads.get(member), more, "reads of " + member);
    }

    private static void awaitCount(AtomicInteger count, int more, String what) {
      int enough = count.get() + more;
      Awaitility.await(more + " more " + what)
          .atMost(Member.PATIENCE)
          .until(() -> count.get() >= enough);
    }

    @Override
    public void close() {
      stopped = true;
      executor.shutdown();
      try {
        if (!executor.awaitTermination(Member.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError("clients do not stop");
        }
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write(Clients clients, List<Member> members) {
    for (int i = 0; !clients.stopped; i++) {
      int value = sent.incrementAndGet();
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(Bytes.of(key))
              .setValue(Bytes.of(String.valueOf(value)))
              .build();
      try {
        members.get(i % members.size()).kv(WRITE_DEADLINE).put(put);
        acknowledged.set(value);
      } catch (StatusRuntimeException unknown) {
        LockSupport.parkNanos(BACKOFF.toNanos());
      }
    }
  }

  private void read(Clients clients, Member member) {
    RangeRequest range = RangeRequest.newBuilder().setKey(Bytes.of(key)).build();
    while (!clients.stopped) {
      int atLeast = acknowledged.get();
      try {
        var kvs = member.kv(DEADLINE).range(range).getKvsList();
        int found = kvs.isEmpty() ? 0 : Integer.parseInt(kvs.getFirst().getValue().toStringUtf8());
        int atMost = sent.get();
        if (found < atLeast || found > atMost) {
          stale.add("%s: %d, not %d to %d".formatted(member, found, atLeast, atMost));
        }
        reads.get(member).incrementAndGet();
      } catch (StatusRuntimeException failed) {
        failedReads.incrementAndGet();
        LockSupport.parkNanos(BACKOFF.toNanos());
      }
    }
  }

  @Override
  public String toString() {
    return "%d writes of %d acknowledged, reads %s, %d failed"
        .formatted(acknowledged.get(), sent.get(), reads, failedReads.get());
  }
}
