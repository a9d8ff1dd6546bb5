package auth;

/// Who asks for something, as far as a member has found out.
public sealed interface Asker {

  /// The members themselves, or an application that embeds one: may do everything.
  enum Inside implements Asker {
    INSIDE
  }

  /// A client that has shown nothing.
  enum Stranger implements Asker {
    STRANGER
  }

  /// A client that has shown who it is, by a token or a certificate.
  ///
  /// @param revision the revision of users and roles that this was true at
  record Named(String name, long revision) implements Asker {}
}
