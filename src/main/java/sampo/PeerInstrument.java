package sampo;

import actors.Raft;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.remote.artery.RemoteInstrument;
import org.jspecify.annotations.Nullable;

/// Sees each message that remoting sends or receives, counts those of Raft, times its heartbeats
/// and notes who answers them. Remoting makes as many as it needs, by the class name in
/// `application.conf`.
public final class PeerInstrument extends RemoteInstrument {

  /// What it adds to messages is told apart by this from what other instruments add.
  private static final byte IDENTIFIER = 11;

  private final PeerTraffic traffic;
  private final Hearing hearing;

  public PeerInstrument(ExtendedActorSystem system) {
    this.traffic = PeerTraffic.of(system);
    this.hearing = Hearing.of(system);
  }

  @Override
  public byte identifier() {
    return IDENTIFIER;
  }

  @Override
  public void remoteWriteMetadata(
      ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {
    traffic.roundTrips().write(recipient.path().address(), message, buffer);
  }

  @Override
  public void remoteReadMetadata(
      ActorRef recipient, Object message, ActorRef sender, ByteBuffer buffer) {
    traffic.roundTrips().read(message, buffer);
  }

  @Override
  public void remoteMessageSent(
      ActorRef recipient, Object message, ActorRef sender, int size, long time) {
    if (message instanceof Raft.Rpc) {
      traffic.sent(recipient.path().address(), size);
    }
  }

  @Override
  public void remoteMessageReceived(
      ActorRef recipient, Object message, @Nullable ActorRef sender, int size, long time) {
    if (message instanceof Raft.Rpc rpc) {
      traffic.received(rpc.from(), size);
      hearing.heard(rpc.from());
    } else if (sender != null) {
      hearing.heard(sender.path().address());
    }
    if (message instanceof Raft.HeartbeatReply reply) {
      traffic.answered(reply.from());
    }
  }
}
