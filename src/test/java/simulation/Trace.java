package simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import raft.MemberId;

/// What happened, in order: a fingerprint of everything, the roles' log, and every message if
/// wanted.
final class Trace {

  private final StringBuilder text = new StringBuilder();
  private List<String> news = new ArrayList<>();
  private final boolean messages;
  private long fingerprint = 1469598103934665603L;

  /// @param messages whether messages are written down too
  Trace(boolean messages) {
    this.messages = messages;
  }

  void says(long now, String what) {
    mix(what.hashCode());
    news.add(what);
    text.append(line(now, what));
  }

  void sent(long now, MemberId from, MemberId to, Object message) {
    if (messages) {
      text.append(line(now, "    " + from + " -> " + to + " " + message));
    }
  }

  void heard(long now, MemberId member, Object message) {
    mix(now);
    mix(member.value());
    mix(kind(message).hashCode());
    if (messages) {
      text.append(line(now, "    " + member + " <- " + message));
    }
  }

  /// Somebody who is no member said or was told something.
  void told(long now, String who, Object message) {
    mix(now);
    mix(who.hashCode());
    if (messages) {
      text.append(line(now, "    " + who + " " + String.valueOf(message).replace('\n', ' ')));
    }
  }

  /// What was said since the last time.
  List<String> news() {
    var latest = news;
    news = new ArrayList<>();
    return latest;
  }

  private static String line(long now, String what) {
    return String.format(Locale.ROOT, "%12.6f  %s%n", now / 1e9, what);
  }

  private void mix(long value) {
    fingerprint = (fingerprint ^ value) * 1099511628211L;
  }

  /// The name of a message; that of the timer if it is one.
  static String kind(Object message) {
    return message instanceof Enum<?> timer ? timer.name() : message.getClass().getSimpleName();
  }

  @Override
  public String toString() {
    return text + "fingerprint " + Long.toHexString(fingerprint);
  }
}
