package sampo;

import actors.RaftStatus;
import actors.Surroundings;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raft.MemberId;

/// What a member's Raft actor last said of itself, for any thread to read.
final class StatusBoard implements Surroundings.Watcher {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.raft");

  private final String name;
  private final CountDownLatch recovered = new CountDownLatch(1);
  private volatile RaftStatus status;

  /// @param name the member's name, for the log
  StatusBoard(String name, MemberId self) {
    this.name = name;
    this.status = new RaftStatus(self, "recovering", 0, null, 0, 0, 0, 0, List.of());
  }

  RaftStatus status() {
    return status;
  }

  @Nullable MemberId leader() {
    return status.leader();
  }

  /// Waits until the journal has been read back.
  ///
  /// @return whether it has
  boolean awaitRecovery(long millis) throws InterruptedException {
    return recovered.await(millis, TimeUnit.MILLISECONDS);
  }

  /// Nothing more will come: nobody need wait.
  void giveUp() {
    recovered.countDown();
  }

  @Override
  public void status(RaftStatus status) {
    this.status = status;
    recovered.countDown();
  }

  @Override
  public void transition(MemberId member, String role, long term, String what) {
    LOGGER.info("{} ({}) {}@{}: {}", name, member, role, term, what);
  }
}
