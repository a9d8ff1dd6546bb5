package sampo;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import scala.Option;

/// The addresses of members' actor systems, in the forms that people and members write them.
final class ClientAddresses {

  private static final String PREFIX = "pekko://";
  private static final String SYSTEM = "sampo";

  private ClientAddresses() {}

  /// The address that a contact point means: `host:port` or `pekko://sampo@host:port`.
  ///
  /// @throws ClientException.WrongAddress if it is neither
  static Address ofContactPoint(String text) {
    String uri = text.startsWith(PREFIX) ? text : PREFIX + SYSTEM + "@" + text;
    Option<Address> address = AddressFromURIString.unapply(uri);
    if (address.isEmpty() || !isComplete(address.get())) {
      throw new ClientException.WrongAddress(
          "\"%s\" is no address of a member: wanted is host:peer-port or %s%s@host:peer-port"
              .formatted(text, PREFIX, SYSTEM));
    }
    return address.get();
  }

  /// The address of the member with this peer URL, such as `http://10.0.0.1:2380`.
  ///
  /// @throws ClientException.WrongAddress if it is no such URL
  static Address ofPeerUrl(String url) {
    int slashes = url.indexOf("://");
    return ofContactPoint(slashes < 0 ? url : url.substring(slashes + 3));
  }

  private static boolean isComplete(Address address) {
    return address.getHost().isPresent() && address.getPort().filter(port -> port > 0).isPresent();
  }
}
