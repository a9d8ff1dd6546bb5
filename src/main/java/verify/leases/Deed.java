package verify.leases;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.OptionalLong;

/// One thing that was done with a lease and answered, or may have been.
public sealed interface Deed {

  /// When it was asked for, in nanoseconds on the clock of the client.
  long sent();

  /// It was said to live for so long from now: granted, or renewed.
  ///
  /// @param heard when the answer came
  record Promised(long sent, long heard, Duration lives) implements Deed {}

  /// It was granted.
  ///
  /// @param asked for how long
  /// @param lives for how long, as was answered
  record Granted(long sent, Duration asked, Duration lives) implements Deed {}

  /// A key was put, whose value no other put of it has.
  sealed interface Put extends Deed {

    ByteString key();

    ByteString value();

    /// Of the put, if it was answered.
    OptionalLong revision();
  }

  /// A key was put under it, whatever it hung on before.
  record Attached(long sent, ByteString key, ByteString value, OptionalLong revision)
      implements Put {}

  /// A key was put without a lease, whatever it hung on before.
  record Detached(long sent, ByteString key, ByteString value, OptionalLong revision)
      implements Put {}

  /// A key was put that keeps what it hangs on (ignore_lease).
  record Kept(long sent, ByteString key, ByteString value, OptionalLong revision) implements Put {}

  /// Its end was asked for.
  ///
  /// @param heard when the answer came; the largest number if it did not
  /// @param revision of the store by then, if it was answered
  record Revoked(long sent, long heard, OptionalLong revision) implements Deed {}

  /// It was said not to be there.
  record Missed(long sent, long heard) implements Deed {}

  /// A renewal was not answered, since the stream ended.
  ///
  /// @param status that it ended with, as gRPC names it
  record CutOff(long sent, String status) implements Deed {}
}
