package sampo;

import actors.Raft;
import actors.RaftStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sampo.settings.IntegritySettings.Gate;
import service.Kv;
import service.Leases;

/// One member of a Sampo cluster, in this process.
///
/// An application may embed it, and closes it when it ends; `sampo server` does no more.
public final class SampoNode implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.node");
  private static final long RECOVERY_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final Duration TERMINATION = Duration.ofSeconds(10);

  /// For calls under way when the actors have ended, without whom few find an answer.
  private static final Duration GRACE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final Settings settings;
  private final Core core;
  private final Doors doors;
  private final ClientPorts clients;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  private SampoNode(Settings settings, Core core, Doors doors, ClientPorts clients) {
    this.settings = settings;
    this.core = core;
    this.doors = doors;
    this.clients = clients;
  }

  /// Starts a member and returns once it serves clients. It may still be without a leader.
  ///
  /// @throws InvalidSettings if a port is taken, or the data folder cannot be used
  public static SampoNode start(Settings settings) throws InterruptedException {
    Ports.requireFree(settings);
    Core core = Core.start(settings);
    try {
      if (!core.board().awaitRecovery(RECOVERY_MILLIS) || core.failure() != null) {
        throw new InvalidSettings(core.explainFailure());
      }
      if (settings.service().integrity().isOn(Gate.InitialCorruptCheck)) {
        core.integrity().checkStart(core.config().memberDir());
      }
      Doors doors = Doors.open(settings, core);
      var node = new SampoNode(settings, core, doors, doors.listen());
      core.system().getWhenTerminated().whenComplete((_, _) -> node.onTerminated());
      doors.publish();
      LOGGER.info("{} serves clients at {}", settings.name(), settings.listenClientUrls());
      return node;
    } catch (IOException taken) {
      core.close(TERMINATION);
      throw new InvalidSettings("cannot listen for clients: " + taken.getMessage());
    } catch (RuntimeException | InterruptedException failed) {
      core.close(TERMINATION);
      throw failed;
    }
  }

  /// What this member knows of itself and its leader.
  public RaftStatus status() {
    return core.board().status();
  }

  /// etcd's KV service of this member, without a network between.
  public Kv kv() {
    return doors.kv();
  }

  /// etcd's Lease service of this member, without a network between.
  public Leases leases() {
    return doors.leases();
  }

  /// Waits until the member has ended.
  ///
  /// @return 0 if it was closed, 1 if it had to stop
  public int awaitEnd() throws InterruptedException {
    ended.await();
    return exitCode();
  }

  /// 0 as long as nothing made the member stop by itself, else 1.
  int exitCode() {
    return core.failure() == null ? 0 : 1;
  }

  private void onTerminated() {
    if (!closing) {
      LOGGER.error("{} stops: {}", settings.name(), core.explainFailure());
      closeQuietly(GRACE_AFTER_FAILURE);
    }
    ended.countDown();
  }

  /// Hands leadership over if it has it, lets calls under way end for as long as
  /// `sampo.limits.stop-grace` says, and stops. New connections are refused meanwhile; streams and
  /// those who wait for others (locks, campaigns) are told at once.
  @Override
  public void close() {
    handOver();
    closeQuietly(core.config().stopGrace());
    ended.countDown();
  }

  private void closeQuietly(Duration grace) {
    closing = true;
    doors.leave(clients, grace);
    doors.close();
    core.close(TERMINATION);
  }

  private void handOver() {
    RaftStatus now = status();
    if (!now.self().equals(now.leader()) || now.voters().size() == 1) {
      return;
    }
    core.raft().tell(new Raft.TransferLeadership(null));
    long deadline = System.nanoTime() + settings.electionTimeout().toNanos();
    while (now.self().equals(status().leader()) && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
