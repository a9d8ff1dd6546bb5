package http;

/// What an HTTP/1.1 port serves, and to whom.
///
/// @param endpoint answers requests that are read whole
/// @param streams answers those that are not
public record Site(Endpoint endpoint, Streams streams, AccessRules access) {}
