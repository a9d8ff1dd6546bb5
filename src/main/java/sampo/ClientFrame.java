package sampo;

import org.apache.pekko.actor.typed.ActorSystem;

/// How much of a message fits into one frame of an actor system's remoting, which drops what does
/// not, and tells neither side.
///
/// @param maxPayload bytes of request or response
record ClientFrame(int maxPayload) {

  /// Room for the paths of sender and receiver and what else surrounds the payload.
  private static final int ENVELOPE = 4 << 10;

  static ClientFrame of(ActorSystem<?> system) {
    long frame =
        system.settings().config().getBytes("pekko.remote.artery.advanced.maximum-frame-size");
    return new ClientFrame(Math.toIntExact(frame) - ENVELOPE);
  }
}
