package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"passerelle/internal/funding"
	"passerelle/internal/people"
	"passerelle/internal/platform/access"
	"passerelle/internal/platform/audit"
	"passerelle/internal/platform/clock"
	"passerelle/internal/platform/config"
	"passerelle/internal/platform/crypt"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/files"
	"passerelle/internal/platform/jobs"
	"passerelle/internal/platform/mail"
	"passerelle/internal/portal"
	"passerelle/internal/reception"
	"passerelle/internal/schema"
	"passerelle/internal/staff"
)

// App is one opened Passerelle: a database and everything that works on it.
type App struct {
	Config    config.Config
	Clock     clock.Clock
	DB        *db.DB
	Vault     *crypt.Vault
	Audit     *audit.Log
	Jobs      *jobs.Queue
	Staff     *staff.Service
	People    *people.Service
	Reception *reception.Service
	Funding   *funding.Service
	Portal    *portal.Service

	publicOnly bool // opened by OpenPortal

	files  files.Store
	sender mail.Sender // nil: nobody writes letters
	stop   []func()    // in the order of opening
}

// databaseName is the SQLite file in the data folder.
const databaseName = "passerelle.db"

// Options are what a configuration does not say.
type Options struct {
	Clock   clock.Clock   // nil: the system's
	Hashing staff.Hashing // zero: the default cost of passwords
	Sender  mail.Sender   // nil: the mail server of the configuration
	Demo    bool          // accounts without a second factor may log in
	Work    bool          // run jobs and indexes, as serve does; commands that only touch a table do without
}

// DatabaseURL returns where the database of c is.
func DatabaseURL(c config.Config) string {
	if u := c.Database.Reveal(); u != "" {
		return u
	}
	return filepath.Join(c.DataDir, databaseName)
}

// Open opens database, keys and services. The database must be migrated.
func Open(ctx context.Context, c config.Config, o Options) (*App, error) {
	a := &App{Config: c, Clock: o.Clock}
	if a.Clock == nil {
		a.Clock = clock.System{}
	}
	if err := a.open(ctx, o); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func (a *App) open(ctx context.Context, o Options) error {
	if err := a.openGround(ctx); err != nil {
		return err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	wait := a.Audit.Start(run)
	a.stop = append(a.stop, func() { cancel(); wait() })
	a.Staff = staff.New(staff.Deps{
		DB: a.DB, Vault: a.Vault, Audit: a.Audit, Clock: a.Clock, Roles: Roles(), Hashing: o.Hashing,
		PasswordOnly: o.Demo, SessionIdle: a.Config.SessionIdle, SessionLife: a.Config.SessionAbsolute,
	})
	a.People = people.New(people.Deps{DB: a.DB, Vault: a.Vault, Audit: a.Audit, Clock: a.Clock, Files: a.files})
	a.Reception = reception.New(reception.Deps{DB: a.DB, Vault: a.Vault, Audit: a.Audit, Clock: a.Clock, People: a.People})
	a.sender = o.Sender
	post, err := a.openPublic()
	if err != nil {
		return err
	}
	a.Portal.Colleagues, a.Portal.Names = a.colleagues, a.Staff.Names
	if post != nil {
		a.Staff.Invited = post.invited
	}
	a.registerJobs()
	if !o.Work {
		return nil
	}
	return a.work(ctx, run)
}

// openGround opens what every part stands on: database, keys, audit log, files.
func (a *App) openGround(ctx context.Context) error {
	err := a.haveDatabase()
	if err != nil {
		return err
	}
	if a.DB, err = db.Open(ctx, DatabaseURL(a.Config)); err != nil {
		return err
	}
	a.stop = append(a.stop, func() { a.DB.Close() })
	at, newest, err := schema.Version(ctx, a.DB)
	if err != nil {
		return err
	}
	if at != newest {
		return fmt.Errorf("the database is at version %d, this program needs %d; run: passerelle migrate", at, newest)
	}
	master, err := masterKey(a.Config)
	if err != nil {
		return err
	}
	if a.Vault, err = crypt.OpenVault(ctx, a.DB, a.Clock, master); err != nil {
		return err
	}
	if a.Audit, err = audit.New(a.DB, a.Clock, a.Vault.SigningKey(), a.Config.AuditCheckpointFile); err != nil {
		return err
	}
	a.files, err = fileStore(a.Config)
	return err
}

// openPublic opens the services of the public side, the queue and the letters;
// nil letters where no mail server is configured.
func (a *App) openPublic() (*letters, error) {
	a.Funding = funding.New(funding.Deps{DB: a.DB, Vault: a.Vault, Audit: a.Audit, Clock: a.Clock})
	a.Portal = portal.New(portal.Deps{DB: a.DB, Vault: a.Vault, Audit: a.Audit, Clock: a.Clock, Funding: a.Funding, Files: a.files})
	a.Jobs = jobs.New(a.DB)
	post, err := a.openLetters()
	if err != nil || post == nil {
		return nil, err
	}
	post.register()
	a.Portal.EnquiryConfirmed, a.Portal.EnquiryAnswered = post.enquiryConfirmed, post.enquiryAnswered
	return post, nil
}

// haveDatabase refuses a folder without a database: a folder that was mistyped
// must not get one.
func (a *App) haveDatabase() error {
	if a.Config.Database.Reveal() != "" {
		return nil
	}
	if _, err := os.Stat(DatabaseURL(a.Config)); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no database in %s; make one with: passerelle migrate", a.Config.DataDir)
	}
	return nil
}

// work loads the indexes and starts what runs in the background. The feed is
// marked before the indexes are read, so that no change falls between.
func (a *App) work(ctx, run context.Context) error {
	if err := a.DB.Mark(ctx); err != nil {
		return err
	}
	if _, err := a.Funding.LoadFirst(ctx, access.System("first-start")); err != nil {
		return fmt.Errorf("register of projects: %w", inWords(err))
	}
	if err := a.People.LoadIndex(ctx); err != nil {
		return fmt.Errorf("names index: %w", err)
	}
	if err := a.Reception.LoadAvailability(ctx); err != nil {
		return fmt.Errorf("free beds: %w", err)
	}
	if err := a.Portal.BeginPages(ctx); err != nil {
		return fmt.Errorf("first pages: %w", err)
	}
	done := make(chan struct{})
	follow, cancel := context.WithCancel(run)
	go func() { defer close(done); a.DB.Follow(follow) }()
	a.stop = append(a.stop, func() { cancel(); <-done })
	if err := a.Jobs.Start(ctx); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	a.stop = append(a.stop, func() {
		last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		a.Jobs.Stop(last)
	})
	return nil
}

// Close ends everything in the reverse order of opening.
func (a *App) Close() {
	for i := len(a.stop) - 1; i >= 0; i-- {
		a.stop[i]()
	}
	a.stop = nil
}

// Migrate brings the database of c to the newest version.
func Migrate(ctx context.Context, c config.Config) error {
	d, err := db.Open(ctx, DatabaseURL(c))
	if err != nil {
		return err
	}
	defer d.Close()
	if err := schema.Migrate(ctx, d); err != nil {
		return err
	}
	return jobs.Migrate(ctx, d)
}

func masterKey(c config.Config) (crypt.MasterKey, error) {
	if text := c.MasterKey.Reveal(); text != "" {
		return crypt.ParseMasterKey(text)
	}
	if c.MasterKeyFile == "" {
		return crypt.MasterKey{}, errors.New("no master key; make one with: passerelle key new FILE, and name it with --master-key-file")
	}
	return crypt.ReadMasterKey(c.MasterKeyFile)
}

func fileStore(c config.Config) (files.Store, error) {
	if c.Files.Endpoint != "" {
		return files.NewS3(files.S3Options{
			Endpoint: c.Files.Endpoint, Bucket: c.Files.Bucket, Region: c.Files.Region,
			AccessKey: c.Files.AccessKey, SecretKey: c.Files.SecretKey,
		})
	}
	return files.NewLocal(c.FilesDir())
}
