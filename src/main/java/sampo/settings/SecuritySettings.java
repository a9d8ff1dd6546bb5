package sampo.settings;

import tls.TlsSettings;

/// Who may connect and what proves who he is.
///
/// @param clients TLS towards clients
/// @param peers TLS between members
/// @param auth users and their tokens
public record SecuritySettings(TlsSettings clients, TlsSettings peers, AuthSettings auth) {}
