/// TLS as a member offers and uses it: what PEM files say, who is trusted, and contexts that follow
/// the files as they change. Knows neither Netty nor Pekko.
@NullMarked
package tls;

import org.jspecify.annotations.NullMarked;
