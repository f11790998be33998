package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/web"
)

type keyCommand struct {
	New    keyNew    `cmd:"" help:"Make a master key in a new file."`
	Rotate keyRotate `cmd:"" help:"Add a key, wrap everything with it and drop the old ones; the program may go on serving."`
}

type keyNew struct {
	File string `arg:"" help:"New file; an existing one is never replaced." type:"path"`
}

// Run carries out passerelle key new.
func (k *keyNew) Run(env environment) error {
	err := crypt.NewMasterKeyFile(k.File)
	if errors.Is(err, os.ErrExist) {
		return usage{fmt.Errorf("%s exists already and is never replaced; name another file", k.File)}
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "Keep a copy of %s where the backups are not: without it nobody opens the data.\n", k.File)
	return err
}

type keyRotate struct{ settings }

// Run carries out passerelle key rotate.
func (k *keyRotate) Run(ctx context.Context, env environment) error {
	return withApp(ctx, k.settings, env, func(a *App) error { return a.RotateKeys(ctx, env.stderr) })
}

// feedLag is how long other processes may take to hear of a new key.
const feedLag = 2 * time.Second

// RotateKeys adds a wrapping key, wraps everything again and, when nothing is
// left under an old key, drops the old ones. A run that was cut off is finished
// by the next one. Other processes go on meanwhile.
func (a *App) RotateKeys(ctx context.Context, progress io.Writer) error {
	if err := a.Vault.AddKey(ctx); err != nil {
		return err
	}
	steps := []struct {
		name string
		run  func(context.Context, func(int)) (int, error)
	}{
		{"data keys of persons", a.People.Rewrap},
		{"accounts", a.Staff.Rewrap},
		{"notes of reception", a.Reception.Rewrap},
		{"contacts of projects", a.Funding.Rewrap},
		{"stories of return", a.Portal.RewrapStories},
		{"messages of the public", a.Portal.RewrapEnquiries},
		{"drafts and answers", func(ctx context.Context, progress func(int)) (int, error) {
			return web.Rewrap(ctx, a.DB, a.Vault, progress)
		}},
	}
	time.Sleep(feedLag)
	for _, s := range steps {
		n, err := s.run(ctx, func(done int) { fmt.Fprintf(progress, "\r%s: %d", s.name, done) })
		if err != nil {
			return fmt.Errorf("%s: %w; run key rotate again", s.name, err)
		}
		fmt.Fprintf(progress, "\r%s: %d\n", s.name, n)
	}
	// Whoever wrote with the old key between our pass and now is wrapped by a
	// second pass; after it other processes have long met the new key.
	for _, s := range steps {
		if _, err := s.run(ctx, func(int) {}); err != nil {
			return err
		}
	}
	return a.Vault.DropOldKeys(ctx)
}
