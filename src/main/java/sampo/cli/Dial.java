package sampo.cli;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import probe.Login;

/// Begins a connection to an endpoint: `host:port`, or `https://host:port` within TLS.
///
/// @param tls for the latter; null where there is none
/// @param login in whose name to call; null for nobody's
record Dial(@Nullable SslContext tls, @Nullable Login login)
    implements Function<String, NettyChannelBuilder> {

  private static final String HTTPS = "https://";

  @Override
  public NettyChannelBuilder apply(String endpoint) {
    boolean secure = endpoint.startsWith(HTTPS);
    String bare = secure ? endpoint.substring(HTTPS.length()) : endpoint;
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + bare);
    if (login != null) {
      builder.intercept(login);
    }
    return secure ? builder.sslContext(tls) : builder.usePlaintext();
  }
}
