package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/platform/db"
	"passerelle/internal/platform/mail"
	"passerelle/internal/staff"
)

// An invitation leaves by mail where there is a mail server, in the language of
// the account; until then nobody can read it in the queue.
func TestInvitationIsSent(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	c, err := demoConfig(dir, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := Migrate(ctx, c); err != nil {
		t.Fatal(err)
	}
	// The command line enqueues; the program that serves sends.
	var outbox mail.Outbox
	command, err := Open(ctx, c, Options{Sender: &outbox})
	if err != nil {
		t.Fatal(err)
	}
	defer command.Close()
	invite := func(login, email string) string {
		t.Helper()
		in := staff.Invitation{Login: login, Name: "Ada Kanarek", Email: email, Lang: "fr", Assignments: []staff.Assignment{{Role: "auditor", Scope: access.Everywhere}}}
		a, code, err := command.Staff.Invite(ctx, commandLine(), in)
		if err != nil {
			t.Fatal(err)
		}
		if code == "" {
			t.Fatal("no code")
		}
		if code, err = command.Staff.Reset(ctx, commandLine(), a.ID); err != nil {
			t.Fatal(err)
		}
		return code
	}
	code := invite("ada", "ada@example.org")
	invite("bea", "")
	queue, err := db.All(ctx, command.DB, db.Value[string], `SELECT args FROM river_job`)
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(queue, " "); len(queue) < 4 || strings.Contains(text, code) || strings.Contains(text, "example.org") || strings.Contains(text, "Kanarek") {
		t.Errorf("the queue holds %s", text)
	}
	serving, err := Open(ctx, c, Options{Sender: &outbox, Work: true})
	if err != nil {
		t.Fatal(err)
	}
	defer serving.Close()
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && len(outbox.Messages()) < 2; time.Sleep(20 * time.Millisecond) {
	}
	sent := outbox.Messages()
	if len(sent) != 2 {
		t.Fatalf("%d letters, want the two of the one who has an address", len(sent))
	}
	found := false
	for _, m := range sent {
		if m.To != "ada@example.org" || m.Subject != "Votre compte Passerelle" {
			t.Errorf("sent %+v", m)
		}
		found = found || strings.Contains(m.Text, "/invitation/"+code)
	}
	if !found {
		t.Error("no letter has the code that counts")
	}
}
