// Package config owns the settings of an installation: what they are called,
// where they may come from, and whether they make sense together.
//
// A setting "smtp-host" is the flag --smtp-host, the environment variable
// PASSERELLE_SMTP_HOST and the key "host" in table [smtp] of the TOML file, in
// this order of precedence, before its default.
//
// Invariants: a secret comes from the environment or from a file of its own
// (PASSERELLE_SMTP_PASSWORD_FILE, smtp-password-file), never from a flag, which
// every user of the machine can read, and never from the TOML file, which gets
// copied; no message repeats a secret or a database URL; all problems are
// reported together, each with what to do.
//
// It does not parse flags (the command does) and opens neither databases nor
// networks.
package config
