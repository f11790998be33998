// Package app is the whole program: it alone knows every module and face. It
// opens what a configuration names, grants permissions to roles, mounts pages
// and API, loads the demonstration, and carries out each command of the
// command line.
package app
