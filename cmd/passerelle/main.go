package main

import (
	"os"

	"passerelle/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}
