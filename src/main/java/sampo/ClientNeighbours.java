package sampo;

import actors.Door;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/// The members that belong to the same Pekko cluster as this actor system, if it is in one.
///
/// Only their addresses are taken: a reference from the receptionist may be that of an earlier
/// life.
record ClientNeighbours(ActorSystem<?> system, Duration timeout) {

  /// @return ends with the addresses; never fails
  CompletionStage<Collection<Address>> find() {
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            system.receptionist(),
            replyTo -> Receptionist.find(Door.KEY, replyTo),
            timeout,
            system.scheduler())
        .<Collection<Address>>thenApply(
            listing ->
                listing.getServiceInstances(Door.KEY).stream()
                    .map(this::addressOf)
                    .collect(Collectors.toSet()))
        .exceptionally(_ -> Set.of());
  }

  private Address addressOf(ActorRef<Door.Ask> door) {
    return AddressFromURIString.parse(ActorRefResolver.get(system).toSerializationFormat(door));
  }
}
