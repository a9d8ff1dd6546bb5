package http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;

/// Gathers the parts of each request up to a limit, except of those that are streams.
final class WholeRequests extends HttpObjectAggregator {

  private final Streams streams;

  WholeRequests(Streams streams, int maxBodyBytes) {
    super(maxBodyBytes, true);
    this.streams = streams;
  }

  @Override
  public boolean acceptInboundMessage(Object message) throws Exception {
    boolean stream = message instanceof HttpRequest request && beginsStream(request);
    return !stream && super.acceptInboundMessage(message);
  }

  private boolean beginsStream(HttpRequest request) {
    return request.decoderResult().isSuccess()
        && request.method().equals(HttpMethod.POST)
        && streams.serves(new QueryStringDecoder(request.uri()).rawPath());
  }
}
