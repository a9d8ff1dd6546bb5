package auth;

import com.google.protobuf.ByteString;
import java.util.List;

/// Finds the keys that would go with a lease.
@FunctionalInterface
public interface LeaseKeys {

  /// No lease holds a key.
  LeaseKeys NONE = _ -> List.of();

  /// The keys attached to a lease; none if it does not exist.
  Iterable<ByteString> of(long lease);
}
