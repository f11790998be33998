package app

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"passerelle/internal/platform/access"
	"passerelle/internal/staff"
)

type userCommand struct {
	Invite  userInvite  `cmd:"" help:"Make an account; prints the code its owner opens it with."`
	List    userList    `cmd:"" help:"List accounts."`
	Reset   userReset   `cmd:"" help:"New invitation for somebody who lost password or phone."`
	Disable userDisable `cmd:"" help:"End an account at once."`
	Enable  userEnable  `cmd:"" help:"Open a disabled account again."`
}

// commandLine acts for who runs the program: whoever can read the master key
// can do everything anyway, and the audit log says where it came from.
func commandLine() access.Actor { return access.System("command-line") }

// withApp opens the configured system for one command.
func withApp(ctx context.Context, s settings, env environment, f func(*App) error) error {
	c, err := s.load(env, nil)
	if err != nil {
		return err
	}
	a, err := Open(ctx, c, Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	return f(a)
}

type userInvite struct {
	settings
	Login string   `arg:"" help:"Login: letters, digits and . _ @ + -"`
	Name  string   `required:"" help:"Name that colleagues see."`
	Email string   `help:"E-mail address."`
	Lang  string   `default:"en" enum:"en,fr,de,lb" help:"Language."`
	Role  []string `required:"" help:"role, role@organisation:ID or role@centre:ID; may be given several times."`
}

// Run carries out passerelle user invite.
func (u *userInvite) Run(ctx context.Context, env environment) error {
	list, err := parseAssignments(u.Role)
	if err != nil {
		return usage{err}
	}
	return withApp(ctx, u.settings, env, func(a *App) error {
		account, code, err := a.Staff.Invite(ctx, commandLine(), staff.Invitation{Login: u.Login, Name: u.Name, Email: u.Email, Lang: u.Lang, Assignments: list})
		if err != nil {
			return inWords(err)
		}
		_, err = fmt.Fprintf(env.stdout, "%s may open the account until %s at:\n%s/invitation/%s\n", account.Login,
			account.InviteUntil.Time().Format(time.DateOnly), strings.TrimSuffix(a.publicURL(), "/"), code)
		return err
	})
}

func (a *App) publicURL() string {
	if a.Config.PublicURL != "" {
		return a.Config.PublicURL
	}
	return "http://" + a.Config.Listen
}

// parseAssignments reads role, role@organisation:ID, role@centre:ID, role@team:ID.
func parseAssignments(texts []string) ([]staff.Assignment, error) {
	var out []staff.Assignment
	for _, t := range texts {
		role, scope, scoped := strings.Cut(t, "@")
		a := staff.Assignment{Role: role, Scope: access.Everywhere}
		if scoped {
			kind, id, ok := strings.Cut(scope, ":")
			if !ok {
				return nil, fmt.Errorf("role %q: write role@organisation:ID or role@centre:ID", t)
			}
			a.Scope = access.Scope{Kind: access.ScopeKind(kind), ID: id}
		}
		out = append(out, a)
	}
	return out, nil
}

type userList struct{ settings }

// Run carries out passerelle user list.
func (u *userList) Run(ctx context.Context, env environment) error {
	return withApp(ctx, u.settings, env, func(a *App) error {
		w := tabwriter.NewWriter(env.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "LOGIN\tSTATUS\tROLES")
		filter := staff.AccountFilter{Limit: 200}
		for {
			list, err := a.Staff.Accounts(ctx, commandLine(), filter)
			if err != nil {
				return err
			}
			for _, acc := range list {
				var roles []string
				for _, as := range acc.Assignments {
					roles = append(roles, as.Role+"@"+string(as.Scope.Kind))
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", acc.Login, acc.Status, strings.Join(roles, " "))
			}
			if len(list) < filter.Limit {
				return w.Flush()
			}
			filter.After = list[len(list)-1].Login
		}
	})
}

type userReset struct {
	settings
	Login string `arg:""`
}

// Run carries out passerelle user reset.
func (u *userReset) Run(ctx context.Context, env environment) error {
	return withAccount(ctx, u.settings, env, u.Login, func(a *App, acc staff.Account) error {
		code, err := a.Staff.Reset(ctx, commandLine(), acc.ID)
		if err != nil {
			return inWords(err)
		}
		_, err = fmt.Fprintf(env.stdout, "%s/invitation/%s\n", strings.TrimSuffix(a.publicURL(), "/"), code)
		return err
	})
}

type userDisable struct {
	settings
	Login string `arg:""`
}

// Run carries out passerelle user disable.
func (u *userDisable) Run(ctx context.Context, env environment) error {
	return withAccount(ctx, u.settings, env, u.Login, func(a *App, acc staff.Account) error {
		return inWords(a.Staff.Disable(ctx, commandLine(), acc.ID))
	})
}

type userEnable struct {
	settings
	Login string `arg:""`
}

// Run carries out passerelle user enable.
func (u *userEnable) Run(ctx context.Context, env environment) error {
	return withAccount(ctx, u.settings, env, u.Login, func(a *App, acc staff.Account) error {
		return inWords(a.Staff.Enable(ctx, commandLine(), acc.ID))
	})
}

func withAccount(ctx context.Context, s settings, env environment, login string, f func(*App, staff.Account) error) error {
	return withApp(ctx, s, env, func(a *App) error {
		acc, err := a.Staff.AccountByLogin(ctx, commandLine(), login)
		if err != nil {
			return inWords(err)
		}
		return f(a, acc)
	})
}

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token; prints it once."`
	Revoke tokenRevoke `cmd:"" help:"End a token at once."`
}

type tokenCreate struct {
	settings
	Login string `arg:""`
	Label string `required:"" help:"What it is for."`
	Days  int    `default:"90" help:"Life in days, 1 to 366."`
}

// Run carries out passerelle token create.
func (t *tokenCreate) Run(ctx context.Context, env environment) error {
	return withAccount(ctx, t.settings, env, t.Login, func(a *App, acc staff.Account) error {
		token, secret, err := a.Staff.CreateToken(ctx, commandLine(), acc.ID, t.Label, time.Duration(t.Days)*24*time.Hour)
		if err != nil {
			return inWords(err)
		}
		fmt.Fprintf(env.stderr, "token %s, good until %s\n", token.ID, token.Until.Time().Format(time.DateOnly))
		_, err = fmt.Fprintln(env.stdout, secret)
		return err
	})
}

type tokenRevoke struct {
	settings
	Login string `arg:""`
	ID    string `arg:""`
}

// Run carries out passerelle token revoke.
func (t *tokenRevoke) Run(ctx context.Context, env environment) error {
	return withAccount(ctx, t.settings, env, t.Login, func(a *App, acc staff.Account) error {
		return inWords(a.Staff.RevokeToken(ctx, commandLine(), acc.ID, t.ID))
	})
}
