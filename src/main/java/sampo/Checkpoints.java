package sampo;

import actors.Applier;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mvcc.IndexCheckpoint;
import mvcc.View;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes checkpoints of the store's index from time to time, on a thread of its own, so that the
/// next start is quick.
final class Checkpoints implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.node");
  private static final long LOOK_MILLIS = 2000;

  private final IndexCheckpoint checkpoint;
  private final ActorRef<Applier.Message> applier;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("index-checkpoints").factory());
  private volatile boolean underWay;

  Checkpoints(IndexCheckpoint checkpoint, ActorRef<Applier.Message> applier) {
    this.checkpoint = checkpoint;
    this.applier = applier;
  }

  /// Starts to look now and then whether one is due.
  void start(Supplier<View> views) {
    Runnable look =
        () -> {
          if (!underWay && checkpoint.isDue(views.get())) {
            underWay = true;
            applier.tell(new Applier.Sync(view -> writer.execute(() -> write(view))));
          }
        };
    var unused =
        writer.scheduleWithFixedDelay(look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void write(View view) {
    try {
      checkpoint.write(view);
    } catch (UncheckedIOException e) {
      LOGGER.warn("no checkpoint of the index: {}", e.getMessage());
    } finally {
      underWay = false;
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
