package sampo.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sampo.HttpUrl;
import sampo.InvalidSettings;

/// Rules for lists of URLs.
public final class Urls {

  private Urls() {}

  /// Reads a comma-separated list; none if the text is blank.
  ///
  /// @throws InvalidSettings if one is malformed; names the flag
  public static List<HttpUrl> parse(String flag, String text) {
    try {
      return text.isBlank() ? List.of() : HttpUrl.parseList(text);
    } catch (InvalidSettings e) {
      throw new InvalidSettings(flag + ": " + e.getMessage());
    }
  }

  /// Sorted, each once.
  ///
  /// @throws InvalidSettings if one is there twice
  public static List<HttpUrl> distinct(String flag, List<HttpUrl> urls) {
    Set<HttpUrl> seen = new HashSet<>();
    for (HttpUrl url : urls) {
      if (!seen.add(url)) {
        throw new InvalidSettings("%s has duplicate url: %s".formatted(flag, url));
      }
    }
    return urls.stream().sorted().toList();
  }

  /// Sorted, each once, and such that a socket can be bound to it.
  ///
  /// @throws InvalidSettings if one is there twice or names a machine
  public static List<HttpUrl> bindable(String flag, List<HttpUrl> urls) {
    for (HttpUrl url : urls) {
      if (!url.isBindable()) {
        throw new InvalidSettings(
            "%s: expected IP or localhost in URL for binding (%s)".formatted(flag, url));
      }
    }
    return distinct(flag, urls);
  }
}
