package sampo;

import java.util.concurrent.atomic.AtomicBoolean;
import mvcc.BackendException;
import mvcc.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives disk space back in the background when an operator asks for it, once at a time.
final class SpaceReturn implements Runnable {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.node");

  private final Store store;
  private final AtomicBoolean underWay = new AtomicBoolean();

  SpaceReturn(Store store) {
    this.store = store;
  }

  /// Begins, unless it is under way; returns at once.
  @Override
  public void run() {
    if (underWay.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("space-return").start(this::giveBack);
    }
  }

  private void giveBack() {
    try {
      store.giveBackSpace();
    } catch (BackendException closed) {
      LOGGER.info("disk space was not all given back: {}", closed.getMessage());
    } finally {
      underWay.set(false);
    }
  }
}
