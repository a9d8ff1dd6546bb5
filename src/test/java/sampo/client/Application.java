package sampo.client;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The actor system of an application that uses the client and knows nothing of Sampo's settings.
final class Application {

  private Application() {}

  /// On any port, with the frames of 256 KiB that Pekko has by default.
  static ActorSystem<Void> start(String provider) {
    return start(provider, "application");
  }

  static ActorSystem<Void> start(String provider, String name) {
    var own =
        ConfigFactory.parseMap(
            Map.of(
                "pekko.actor.provider",
                provider,
                "pekko.remote.artery.canonical.hostname",
                "127.0.0.1",
                "pekko.remote.artery.canonical.port",
                0,
                "pekko.loggers",
                List.of("org.apache.pekko.event.slf4j.Slf4jLogger")));
    return ActorSystem.create(
        Behaviors.empty(), name, own.withFallback(ConfigFactory.defaultReference()).resolve());
  }
}
