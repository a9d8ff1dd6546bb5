package sampo;

import com.typesafe.config.Config;
import gateway.Gateway;
import grpc.GrpcServer;
import grpc.InProcess;
import grpc.UnderWay;
import http.AccessRules;
import http.HttpConnections;
import http.HttpLimits;
import http.Probes;
import http.Routes;
import http.Site;
import http.Streams;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import metrics.GrpcMetrics;
import metrics.Metrics;
import org.jspecify.annotations.Nullable;
import sampo.settings.HttpSettings;
import service.MemberContext;

/// What the client port serves over HTTP/1.1: health, metrics and the JSON gateway.
final class HttpDoor implements AutoCloseable {

  private final HttpConnections connections;
  private final HttpConnections observing;
  private final @Nullable InProcess services;

  private HttpDoor(
      HttpConnections connections, HttpConnections observing, @Nullable InProcess services) {
    this.connections = connections;
    this.observing = observing;
    this.services = services;
  }

  /// Opens it.
  ///
  /// @param config `sampo.http`
  /// @param users tells the connections whose certificate stands for a user while auth is on
  static HttpDoor open(
      HttpSettings settings,
      Config config,
      Predicate<SSLSession> users,
      MemberContext member,
      GrpcServer.Services services,
      Metrics metrics,
      GrpcMetrics grpcMetrics,
      UnderWay underWay)
      throws IOException {
    int maxMessageBytes = member.limits().maxMessageBytes();
    var limits = limits(config, maxMessageBytes);
    Predicate<SSLSession> refused =
        session -> settings.gateway() && member.permissions().areAsked() && users.test(session);
    var access =
        new AccessRules(Set.copyOf(settings.hosts()), Set.copyOf(settings.cors()), refused);
    var probes = new Probes(member, services.kv(), services.maintenance());
    var routes = Routes.of(probes, metrics, member.bulkReads());
    var observing = new HttpConnections(new Site(routes.observing(), Streams.NONE, access), limits);
    if (!settings.gateway()) {
      var site = new Site(routes, Streams.NONE, access);
      return new HttpDoor(new HttpConnections(site, limits), observing, null);
    }
    var inside =
        InProcess.open(
            member,
            services,
            grpcMetrics,
            maxMessageBytes,
            underWay,
            untilEnded(member.bulkReads()));
    var gateway = new Gateway(inside.channel(), limits.maxBodyBytes());
    var site = new Site(gateway.below(routes), gateway, access);
    return new HttpDoor(new HttpConnections(site, limits), observing, inside);
  }

  private static HttpLimits limits(Config config, int maxMessageBytes) {
    return new HttpLimits(
        Math.toIntExact(config.getBytes("max-line-bytes")),
        Math.toIntExact(config.getBytes("max-header-bytes")),
        HttpLimits.jsonBytes(maxMessageBytes),
        config.getDuration("request-timeout"),
        config.getDuration("idle-timeout"));
  }

  /// Answers to nobody are dropped.
  private static Executor untilEnded(Executor executor) {
    return work -> {
      try {
        executor.execute(work);
      } catch (RejectedExecutionException ended) {
        return;
      }
    };
  }

  /// For all that the client port serves.
  HttpConnections connections() {
    return connections;
  }

  /// For what tells how the member is, and nothing else.
  HttpConnections observing() {
    return observing;
  }

  /// Lets all connections go, after the answers that are waited for.
  void leave() {
    connections.leave();
    observing.leave();
  }

  boolean isGone() {
    return connections.areGone() && observing.areGone();
  }

  /// Ends all calls and connections.
  @Override
  public void close() {
    connections.close();
    observing.close();
    if (services != null) {
      services.close();
    }
  }
}
