package actors;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;

/// The protocol between a member and those who ask it from other actor systems.
///
/// Requests and responses are etcd's messages in their encoding, so that both sides can be of
/// different releases. Whoever asks must expect silence: remoting delivers at most once.
public final class Door {

  /// The name of the door in a member's actor system.
  public static final String NAME = "door";

  /// Where the door is in every member's actor system.
  public static final String PATH = "/system/" + NAME;

  /// Finds the doors of all members that belong to the same Pekko cluster.
  public static final ServiceKey<Ask> KEY = ServiceKey.create(Ask.class, "sampo-door");

  private Door() {}

  /// A message that crosses the network.
  public sealed interface Message permits Ask, Answer {}

  /// A request.
  ///
  /// @param request the encoded `etcdserverpb` message that `kind` names
  /// @param token what a member gave for a password; null for nobody
  public record Ask(Kind kind, ByteString request, ActorRef<Answer> replyTo, @Nullable String token)
      implements Message {

    /// A request of nobody.
    public Ask(Kind kind, ByteString request, ActorRef<Answer> replyTo) {
      this(kind, request, replyTo, null);
    }
  }

  /// What becomes of a request. None comes if the member or the network fails.
  public sealed interface Answer extends Message permits Done, Refused, Failed {}

  /// The request was carried out.
  ///
  /// @param response the encoded `etcdserverpb` message that answers the request
  public record Done(ByteString response) implements Answer {}

  /// The request met one of etcd's errors.
  public record Refused(EtcdError error) implements Answer {}

  /// The request met a failure that etcd has no name for. A write may or may not have happened.
  ///
  /// @param reason one line for a person
  public record Failed(String reason) implements Answer {}

  /// What is asked for: a method of etcd's API.
  public enum Kind {
    /// `KV.Range`.
    RANGE(1),
    /// `KV.Put`.
    PUT(2),
    /// `KV.DeleteRange`.
    DELETE_RANGE(3),
    /// `KV.Txn`.
    TXN(4),
    /// `KV.Compact`.
    COMPACTION(5),
    /// `Maintenance.Status`.
    STATUS(6),
    /// `Cluster.MemberList`.
    MEMBER_LIST(7),
    /// `Auth.Authenticate`.
    AUTHENTICATE(8);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// The number that stands for this kind on the wire.
    public int code() {
      return code;
    }

    /// The kind of a code.
    ///
    /// @throws IllegalArgumentException if no kind has this code
    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown kind of request " + code);
    }
  }
}
