package app

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"passerelle/internal/platform/access"
	"passerelle/internal/staff"
	"passerelle/internal/synthetic"
)

// addDemoAccounts makes one account for each default role. Roles that work in
// one place get its scope; the others reach everywhere.
func (a *App) addDemoAccounts(ctx context.Context, scopes map[string]access.Scope) ([]demoAccount, error) {
	var out []demoAccount
	for _, m := range synthetic.Staff() {
		scope, ok := scopes[m.Role]
		if !ok {
			scope = access.Everywhere
		}
		acc := demoAccount{Role: m.Role, Login: strings.ReplaceAll(m.Role, "_", "."), Password: demoPassword()}
		account, err := a.Staff.AddDemoAccount(ctx, staff.Invitation{
			Login: acc.Login, Name: m.Given + " " + m.Family, Lang: "en",
			Assignments: []staff.Assignment{{Role: m.Role, Scope: scope}},
		}, acc.Password)
		if err != nil {
			return nil, err
		}
		if _, acc.Token, err = a.Staff.CreateToken(ctx, access.System("demo"), account.ID, "demonstration", tokenLife); err != nil {
			return nil, err
		}
		out = append(out, acc)
	}
	return out, nil
}

// demoPassword is random, since a demonstration may be left open on a network.
func demoPassword() string {
	b := make([]byte, 10)
	rand.Read(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}
