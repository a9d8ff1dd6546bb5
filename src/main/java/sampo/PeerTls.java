package sampo;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;
import tls.LiveTls;

/// TLS for Pekko's remoting. Whoever the handshake lets through is who he must be: names and
/// revocations are checked within it.
record PeerTls(LiveTls tls) implements SSLEngineProvider {

  @Override
  public SSLEngine createServerSSLEngine(String host, int port) {
    return tls.accept();
  }

  @Override
  public SSLEngine createClientSSLEngine(String host, int port) {
    return tls.dial(host, port);
  }

  @Override
  public Option<Throwable> verifyClientSession(String host, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String host, SSLSession session) {
    return Option.empty();
  }
}
