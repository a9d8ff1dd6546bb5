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

  /// A key was put under it.
  ///
  /// @param revision of the put, if it was answered
  record Attached(long sent, ByteString key, ByteString value, OptionalLong revision)
      implements Deed {}

  /// Its end was asked for.
  ///
  /// @param heard when the answer came; the largest number if it did not
  /// @param revision of the store by then, if it was answered
  record Revoked(long sent, long heard, OptionalLong revision) implements Deed {}

  /// It was said not to be there.
  record Missed(long sent, long heard) implements Deed {}
}
