package sampo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;

/// Looks whether a member can listen where it is told to, before it touches its data.
final class Ports {

  private Ports() {}

  /// @throws InvalidSettings if an address is taken or is not one of this machine
  static void requireFree(Settings settings) {
    Stream.of(settings.clientSockets(), settings.listenPeerUrls())
        .flatMap(List::stream)
        .forEach(Ports::requireFree);
  }

  private static void requireFree(HttpUrl url) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address(url));
    } catch (IOException taken) {
      throw new InvalidSettings("cannot listen at " + url + ": " + taken.getMessage());
    }
  }

  static InetSocketAddress address(HttpUrl url) {
    return new InetSocketAddress(url.host(), url.port());
  }
}
