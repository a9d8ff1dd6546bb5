package probe;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import verify.rights.Attempt;
import verify.rights.Change;
import verify.rights.Span;

/// Which rights were changed, and who asked to watch what meanwhile.
final class Rights {

  private static final int KEYS = 6;

  private final Keys keys;
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private volatile @Nullable String user;

  Rights(Plan plan) {
    this.keys = Keys.guarded(plan);
  }

  /// The user whose rights are changed now; its password is its name.
  Optional<String> user() {
    return Optional.ofNullable(user);
  }

  void areOf(@Nullable String someone) {
    user = someone;
  }

  /// Some of the keys.
  static Span any(RandomGenerator random) {
    int first = random.nextInt(KEYS);
    return new Span(first, first + 1 + random.nextInt(KEYS - first));
  }

  ByteString first(Span span) {
    return keys.named(letter(span.first()));
  }

  ByteString end(Span span) {
    return keys.named(letter(span.end()));
  }

  private static String letter(int number) {
    return String.valueOf((char) ('a' + number));
  }

  void changed(Change change) {
    changes.add(change);
  }

  void attempted(Attempt attempt) {
    attempts.add(attempt);
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }
}
