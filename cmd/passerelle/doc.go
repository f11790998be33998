// Command passerelle receives, accompanies and, by choice, brings home migrants
// in a small country. It only hands the command line to package app.
package main
