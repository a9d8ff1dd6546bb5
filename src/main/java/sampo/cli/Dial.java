package sampo.cli;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Begins a connection to an endpoint: `host:port`, or `https://host:port` within TLS.
///
/// @param tls for the latter; null where there is none
record Dial(@Nullable SslContext tls) implements Function<String, NettyChannelBuilder> {

  private static final String HTTPS = "https://";

  @Override
  public NettyChannelBuilder apply(String endpoint) {
    boolean secure = endpoint.startsWith(HTTPS);
    String bare = secure ? endpoint.substring(HTTPS.length()) : endpoint;
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + bare);
    return secure ? builder.sslContext(tls) : builder.usePlaintext();
  }
}
